/** Where an experiment's series come from: channels of the telemetry, or files of one's own. */
import path from 'node:path';
import {
  evaluationChannels,
  loadChannel,
  loadLabels,
  loadSeries,
  type LoadSeriesOptions,
  type Series,
} from '../data/index';

/** A training series taken as normal, and a labelled test series. */
export interface SourceSeries {
  readonly train: Series;
  /** With labels. */
  readonly test: Series;
  /** What was found and put right while loading, one sentence each. */
  readonly warnings: readonly string[];
}

/** What to load, as plain data: it goes into records and to worker processes. */
export type Source =
  | { readonly kind: 'smap-msl'; readonly root: string; readonly channels: readonly string[] }
  | { readonly kind: 'files'; readonly files: SeriesFiles; readonly channels: readonly string[] };

export interface SeriesFiles {
  /** Normal data: .npy, .csv, .tsv, .jsonl. */
  readonly train: string;
  readonly test: string;
  /** A file of 0 and 1, one per time step of `test`; absent when the test file has a label column. */
  readonly labels?: string;
  /** How columns are read. */
  readonly columns?: LoadSeriesOptions;
}

/** The folder or the files, for people. */
export function describeSource(source: Source): string {
  return source.kind === 'files' ? `${source.files.train}, ${source.files.test}` : source.root;
}

/**
 * Loads a channel of a source.
 *
 * @throws If a file is missing or malformed, or the parts do not fit together; the message names it.
 */
export function loadSource(source: Source, channel: string): SourceSeries {
  return source.kind === 'files' ? loadFiles(source.files) : loadChannel(source.root, channel);
}

/**
 * Channels of a SMAP/MSL folder.
 *
 * @param channels  `all`: those with at least 100 anomalous windows, of which at most `limit`, evenly spread; else names.
 * @throws          If the folder holds no such data, a channel is unknown or its files are bad, or it is not labelled.
 */
export function smapMslSource(root: string, channels: 'all' | readonly string[], limit = Infinity): Source {
  if (channels !== 'all') {
    const unlabelled = channels.find((channel) => !loadChannel(root, channel).labelled);
    if (unlabelled) throw new Error(`${unlabelled}: its anomalies are not labelled; nothing can be measured.`);
    return { kind: 'smap-msl', root, channels };
  }
  const found = evaluationChannels(root);
  if (found.length === 0) throw new Error(`${root}: no channel has 100 anomalous windows; name channels instead.`);
  const count = Math.min(found.length, limit);
  const spread = Array.from({ length: count }, (_, i) => found[Math.floor((i * found.length) / count)]!);
  return { kind: 'smap-msl', root, channels: spread };
}

/**
 * A pair of files of one's own.
 *
 * @throws If a file is malformed, the two differ in features, or the test series has no labels or too few.
 */
export function fileSource(files: SeriesFiles): Source {
  loadFiles(files);
  return { kind: 'files', files, channels: [path.basename(files.test)] };
}

function loadFiles({ train: trainFile, test: testFile, labels: labelFile, columns }: SeriesFiles): SourceSeries {
  const train = loadSeries(trainFile, columns);
  const bare = loadSeries(testFile, columns);
  const labels = labelFile ? loadLabels(labelFile, columns) : bare.labels;
  if (!labels)
    throw new Error(`${testFile}: no labels; name a file with --labels, or a column of this one with --label-column.`);
  if (labels.length !== bare.length) {
    throw new Error(`${labelFile}: ${labels.length} labels for the ${bare.length} time steps of ${testFile}.`);
  }
  if (train.features !== bare.features) {
    throw new Error(`${testFile}: ${bare.features} features, but ${trainFile} has ${train.features}.`);
  }
  return { train, test: { ...bare, labels }, warnings: [] };
}
