/** Kinds of source: how each is written down, loaded, described and fingerprinted. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { contentHash, DataError, shown } from '../../base/index';
import type { Series } from '../../data/index';
import type { Targets } from '../../detectors/index';
import { uniqueList } from '../unique-list';

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

export interface Wanted {
  readonly channel: string;
  /** Draws what is generated; it changes nothing about files. */
  readonly seed: number;
}

/** Every field is needed: a kind without a fingerprint would let stale results be used, and does not compile. */
export interface SourceKind<Source> {
  /** With `kind` and `channels`: it goes into job records and to worker processes. */
  readonly schema: z.ZodType<Source>;
  /** Which features of the series are scored by detectors that score features apart. */
  readonly targets: Targets;
  /** Describes the source for people: its folder, its files or its generator. */
  describe(source: Source): string;
  /**
   * Loads one of the source's channels.
   *
   * @throws If a file is missing or malformed, or the parts do not fit together; the message names it.
   */
  load(source: Source, wanted: Wanted): SourceSeries;
  /**
   * Computes a fingerprint of a channel's data, the same wherever the data lies: {@link fingerprintOfSeries} of files,
   * {@link fingerprintOfOptions} of what is generated from options and the job's seed.
   */
  fingerprint(source: Source, wanted: Wanted): string;
  /** Resolves the source's relative paths against a folder. */
  resolve?(source: Source, folder: string): Source;
  /** Points the source to where this machine has its files. */
  onThisMachine?(source: Source): Source;
}

export const count = z.int().positive();
export const channels = uniqueList(z.string());

/**
 * Checks the kinds that there are, also where no compiler did.
 *
 * @throws If one lacks what a kind needs, or two have one name; the message says which and what.
 */
export function requireKinds(kinds: readonly object[]): void {
  const known = new Set<string>();
  kinds.forEach((each, place) => {
    const kind = each as Partial<SourceKind<unknown>>;
    const { shape } = (kind.schema ?? {}) as { readonly shape?: Readonly<Record<string, Partial<z.ZodLiteral>>> };
    const name = shape?.kind?.value;
    if (typeof name !== 'string' || !shape?.channels) {
      const expected = 'an object schema with kind, a literal text, and channels';
      throw new Error(
        `source kind ${place + 1}${name === undefined ? '' : `, '${String(name)}'`}: expected ${expected}.`,
      );
    }
    const methods = ['describe', 'load', 'fingerprint'] as const;
    const missing = methods.find((method) => typeof kind[method] !== 'function');
    if (missing)
      throw new Error(`source kind '${name}': expected a function ${missing}, found ${shown(kind[missing])}.`);
    if (known.has(name)) throw new Error(`source kind '${name}': expected a name of its own, found two kinds with it.`);
    known.add(name);
  });
}

/** @throws {DataError} If a channel's test series has no labels. */
export function requireLabels(channel: string, { test }: Pick<SourceSeries, 'test'>): void {
  if (!test.labels) throw new DataError(`${channel}: its anomalies are not labelled; nothing can be measured.`);
}

/** Computes a fingerprint of what two series hold: their values, names and labels. */
export function fingerprintOfSeries({ train, test }: Pick<SourceSeries, 'train' | 'test'>): string {
  const digest = createHash('sha256');
  for (const { values, names, labels, length } of [train, test]) {
    digest.update(JSON.stringify([length, names]));
    digest.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    if (labels) digest.update(Uint8Array.from(labels));
  }
  return digest.digest('hex').slice(0, 16);
}

/** Computes a fingerprint of a generator's options; the seed is the job's. */
export function fingerprintOfOptions({ channels: _, ...options }: { readonly channels: readonly string[] }): string {
  return contentHash(options, 'source').slice(0, 16);
}

/** Takes the options of a generator from a source that holds them. */
export function optionsOf<Source extends { kind: string; channels: unknown }>(
  source: Source,
): Omit<Source, 'kind' | 'channels'> {
  const { kind: _kind, channels: _channels, ...options } = source;
  return options;
}
