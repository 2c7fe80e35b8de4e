/** Where an experiment's series come from: channels of the telemetry, or files of one's own. */
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

export interface ChannelSource {
  /** What goes into the record: a folder, or the files. */
  readonly description: string;
  /** Each checked to be there and labelled. */
  readonly channels: readonly string[];
  load(channel: string): SourceSeries;
}

/**
 * Channels of a SMAP/MSL folder.
 *
 * @param channels  `all`: those with at least 100 anomalous windows, of which at most `limit`, evenly spread; else names.
 * @throws          If the folder holds no such data, a channel is unknown or its files are bad, or it is not labelled.
 */
export function smapMslSource(root: string, channels: 'all' | readonly string[], limit = Infinity): ChannelSource {
  const load = (channel: string) => loadChannel(root, channel);
  if (channels !== 'all') {
    const unlabelled = channels.find((channel) => !load(channel).labelled);
    if (unlabelled) throw new Error(`${unlabelled}: its anomalies are not labelled; nothing can be measured.`);
    return { description: root, channels, load };
  }
  const found = evaluationChannels(root);
  if (found.length === 0) throw new Error(`${root}: no channel has 100 anomalous windows; name channels instead.`);
  const count = Math.min(found.length, limit);
  const spread = Array.from({ length: count }, (_, i) => found[Math.floor((i * found.length) / count)]!);
  return { description: root, channels: spread, load };
}

export interface SeriesFiles {
  /** Normal data: .npy, .csv, .tsv, .jsonl. */
  readonly train: string;
  readonly test: string;
  /** A file of 0 and 1, one per time step of `test`; absent when the test file has a label column. */
  readonly labels?: string;
  /** How columns are read. */
  readonly columns?: LoadSeriesOptions;
}

/**
 * A pair of files of one's own.
 *
 * @throws If a file is malformed, the two differ in features, or the test series has no labels or too few.
 */
export function fileSource({
  train: trainFile,
  test: testFile,
  labels: labelFile,
  columns,
}: SeriesFiles): ChannelSource {
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
  const series = { train, test: { ...bare, labels }, warnings: [] };
  return { description: `${trainFile}, ${testFile}`, channels: [testFile], load: () => series };
}
