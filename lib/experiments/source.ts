/** Where an experiment's series come from: channels of the telemetry, files of one's own, or the reports' generators. */
import path from 'node:path';
import { z } from 'zod';
import { evaluationChannels, loadChannel, type Series } from '../data/index';
import {
  correlatedSourceSchema,
  loadCorrelated,
  loadMnist,
  loadPeriodic,
  loadSensor,
  mnistSourceSchema,
  periodicSourceSchema,
  sensorSourceSchema,
} from './generated-sources';
import { loadOwnFiles, type SeriesFiles } from './own-files';

/** A training series taken as normal, and a labelled test series. */
export interface SourceSeries {
  readonly train: Series;
  /** With labels. */
  readonly test: Series;
  /** The kind of anomaly of each test step, or `normal`, where the data tells kinds apart. */
  readonly kinds?: readonly string[];
  /** What was found and put right while loading, one sentence each. */
  readonly warnings: readonly string[];
}

const channels = z.array(z.string()).min(1);

const file = z.string().min(1, 'expected a name');

/** A pair of files of one's own, and how to read them. */
export const filesSchema = z.strictObject({
  train: file,
  test: file,
  labels: file.optional(),
  labelColumn: file.optional(),
  timestampColumn: file.optional(),
});

export const sourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('smap-msl'), root: z.string(), channels }),
  z.strictObject({ kind: z.literal('files'), files: filesSchema, channels }),
  periodicSourceSchema,
  correlatedSourceSchema,
  sensorSourceSchema,
  mnistSourceSchema,
]);

/** What to load, as plain data: it goes into records and to worker processes. */
export type Source = Readonly<z.infer<typeof sourceSchema>>;

type SourceKind = Source['kind'];
type SourceOf<Kind extends SourceKind> = Extract<Source, { kind: Kind }>;

interface Wanted {
  readonly channel: string;
  readonly seed: number;
}

const loaders: { readonly [Kind in SourceKind]: (source: SourceOf<Kind>, wanted: Wanted) => SourceSeries } = {
  'smap-msl': ({ root }, { channel }) => loadChannel(root, channel),
  files: ({ files }) => loadOwnFiles(files),
  periodic: (source, { seed }) => loadPeriodic(optionsOf(source), seed),
  correlated: (source, { seed }) => loadCorrelated(optionsOf(source), seed),
  sensor: (source, { seed }) => loadSensor(optionsOf(source), seed),
  mnist: (source, { channel, seed }) => loadMnist(optionsOf(source), { digit: channel, seed }),
};

function optionsOf<Kind extends SourceKind>(source: SourceOf<Kind>): Omit<SourceOf<Kind>, 'kind' | 'channels'> {
  const { kind: _kind, channels: _channels, ...options } = source;
  return options;
}

/** The folder, the files or the generator, for people. */
export function describeSource(source: Source): string {
  if (source.kind === 'smap-msl') return source.root;
  return source.kind === 'files' ? `${source.files.train}, ${source.files.test}` : source.kind;
}

/**
 * Loads a channel of a source.
 *
 * @param seed  Draws what is generated; it changes nothing about files.
 * @throws      If a file is missing or malformed, or the parts do not fit together; the message names it.
 */
export function loadSource(source: Source, channel: string, seed = 0): SourceSeries {
  const load = loaders[source.kind] as (source: Source, wanted: Wanted) => SourceSeries;
  return load(source, { channel, seed });
}

/**
 * Channels of a SMAP/MSL folder.
 *
 * @param channels  `all`: those with at least 100 anomalous windows, of which at most `limit`, evenly spread; else names.
 * @throws          If the folder holds no such data, a channel is unknown or its files are bad, or it is not labelled.
 */
export function smapMslSource(root: string, channels: 'all' | readonly string[], limit = Infinity): Source {
  if (channels !== 'all') {
    const twice = channels.find((channel, i) => channels.indexOf(channel) !== i);
    if (twice !== undefined) throw new Error(`${twice}: this channel is named twice.`);
    const unlabelled = channels.find((channel) => !loadChannel(root, channel).labelled);
    if (unlabelled) throw new Error(`${unlabelled}: its anomalies are not labelled; nothing can be measured.`);
    return { kind: 'smap-msl', root, channels: [...channels] };
  }
  const found = evaluationChannels(root);
  if (found.length === 0) {
    const elsewhere = 'reports run on such channels alone, a model (--model) on any that are named';
    throw new Error(`${root}: expected channels with at least 100 anomalous windows, found none; ${elsewhere}.`);
  }
  const count = Math.min(found.length, limit);
  const spread = Array.from({ length: count }, (_, i) => found[Math.floor((i * found.length) / count)]);
  return { kind: 'smap-msl', root, channels: spread };
}

/**
 * A pair of files of one's own.
 *
 * @throws If a file is malformed, the two differ in features, or the test series has no labels or too few.
 */
export function fileSource(files: SeriesFiles): Source {
  loadOwnFiles(files);
  return { kind: 'files', files, channels: [path.basename(files.test)] };
}
