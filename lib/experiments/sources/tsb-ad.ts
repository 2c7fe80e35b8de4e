/** The SMAP and MSL series of TSB-AD, which are parts of the telemetry. */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { DataError, nearestNames } from '../../base/index';
import { findDataSet, findSmapMsl, loadTsbAd, tsbAdEntries, type TsbAdEntry } from '../../data/index';
import { channels, fingerprintOfSeries, type SourceKind, type SourceSeries } from './source-kind';

const schema = z.strictObject({
  kind: z.literal('tsb-ad'),
  collection: z.enum(['multivariate', 'univariate']),
  /** Folder of the telemetry. */
  root: z.string(),
  /** Folder of TSB-AD's published tables. */
  published: z.string(),
  /** TSB-AD's names of files, without `.csv`. */
  channels,
});

export type TsbAdSource = Readonly<z.infer<typeof schema>>;

export const tsbAd: SourceKind<TsbAdSource> = {
  schema,
  targets: 'first',
  describe: ({ collection, root }) => `TSB-AD, ${collection}, from ${root}`,
  load: (source, { channel }) => ({ ...loadEntry(source, channel), warnings: [] }),
  fingerprint: (source, { channel }) => fingerprintOfSeries(loadEntry(source, channel)),
  resolve: ({ root, published, ...source }, folder) => ({
    ...source,
    root: path.resolve(folder, root),
    published: path.resolve(folder, published),
  }),
  onThisMachine: (source) => ({
    ...source,
    root: fs.existsSync(source.root) ? source.root : findSmapMsl().root,
    published: fs.existsSync(source.published) ? source.published : findDataSet('tsb-ad'),
  }),
};

function loadEntry(source: TsbAdSource, channel: string): Omit<SourceSeries, 'warnings'> {
  const entries = tsbAdEntries(source.published, source.root, source.collection);
  return loadTsbAd(source.root, entryOf(entries, channel), source.collection);
}

function entryOf(entries: readonly TsbAdEntry[], channel: string): TsbAdEntry {
  const found = entries.find(({ file }) => file === channel);
  if (found) return found;
  const names = entries.map(({ file }) => file);
  const near = nearestNames(channel, names);
  throw new DataError(
    `TSB-AD has no series '${channel}'; ${near.length > 0 ? `did you mean ${near.join(', ')}?` : `known: ${names.join(', ')}`}`,
  );
}
