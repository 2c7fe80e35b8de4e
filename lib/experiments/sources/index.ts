/** Where series come from, by kind. A new data set is one line in `kinds`. */
import { z } from 'zod';
import type { Targets } from '../../detectors/index';
import { correlated } from './correlated';
import { nab, opssat, skab } from './data-sets';
import { gaussian } from './gaussian-images';
import { merged } from './merged-telemetry';
import { mnist } from './mnist';
import { ownFiles } from './own-files';
import { periodic } from './periodic';
import { rhythm } from './rhythm';
import { sensor } from './sensor';
import { requireKinds, requireLabels, type SourceKind, type SourceSeries, type Wanted } from './source-kind';
import { telemetry } from './telemetry';
import { tsbAd } from './tsb-ad';

export { dataSetSource, type DataSetSource } from './data-sets';
export { describeFiles, fileSource, filesSchema, resolveFiles, type SeriesFiles, type FileSource } from './own-files';
export { mergedSpacecraft } from './merged-telemetry';
export type { SourceKind, SourceSeries, Wanted } from './source-kind';
export { smapMslSource, type TelemetrySource } from './telemetry';
export type { TsbAdSource } from './tsb-ad';

const generators = [periodic, correlated, sensor, gaussian, mnist, rhythm] as const;
const files = [telemetry, merged, tsbAd, ownFiles, nab, skab, opssat] as const;
const kinds = [...generators, ...files] as const;

requireKinds(kinds);

type SchemaOf<Kind> = Kind extends SourceKind<infer Source> ? Source : never;

/** What to load, as plain data: it goes into job records and to worker processes. */
export type Source = Readonly<SchemaOf<(typeof kinds)[number]>>;

export const sourceSchema = z.discriminatedUnion(
  'kind',
  kinds.map(({ schema }) => schema) as unknown as [z.ZodObject<{ kind: z.ZodLiteral<string> }>],
  { error: ({ code }) => (code === 'invalid_union' ? `expected ${[...byName.keys()].join(', ')}` : undefined) },
) as unknown as z.ZodType<Source>;

const byName = new Map(
  kinds.map((kind): [string, SourceKind<Source>] => {
    const { shape } = kind.schema as unknown as z.ZodObject<{ kind: z.ZodLiteral<string> }>;
    return [shape.kind.value, kind];
  }),
);

const kindOf = ({ kind }: Source) => byName.get(kind)!;

/** Describes a source for people: its folder, its files or its generator. */
export function describeSource(source: Source): string {
  return kindOf(source).describe(source);
}

/** Says which features of a source's series are scored by detectors that score features apart. */
export function targetsOf(source: Source): Targets {
  return kindOf(source).targets;
}

/**
 * Loads a channel of a source.
 *
 * @param seed  Draws what is generated; it changes nothing about files.
 * @throws      If a file is missing or malformed, the parts do not fit together, or the test series has no labels; the
 *              message names it.
 */
export function loadSource(source: Source, channel: string, seed = 0): SourceSeries {
  const series = kindOf(source).load(source, { channel, seed });
  requireLabels(channel, series);
  return series;
}

/**
 * Computes a fingerprint of a channel's data: sixteen digits, the same wherever the data lies.
 *
 * @throws If the data cannot be loaded; the message names the file.
 */
export function fingerprintOf(source: Source, wanted: Wanted): string {
  return kindOf(source).fingerprint(source, wanted);
}

/** Resolves a source's relative paths against a folder. */
export function resolveSource(source: Source, folder: string): Source {
  return kindOf(source).resolve?.(source, folder) ?? source;
}

/** Points a source to where this machine has its files. */
export function onThisMachine(source: Source): Source {
  return kindOf(source).onThisMachine?.(source) ?? source;
}
