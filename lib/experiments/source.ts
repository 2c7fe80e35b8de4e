/** Where an experiment's series come from: channels of the telemetry, or files of one's own. */
import path from 'node:path';
import { evaluationChannels, loadChannel, type Series } from '../data/index';
import { loadOwnFiles, type SeriesFiles } from './own-files';

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
  return source.kind === 'files' ? { ...loadOwnFiles(source.files), warnings: [] } : loadChannel(source.root, channel);
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
  loadOwnFiles(files);
  return { kind: 'files', files, channels: [path.basename(files.test)] };
}
