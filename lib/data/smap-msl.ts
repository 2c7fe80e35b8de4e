/**
 * Reads NASA's SMAP/MSL telemetry: train/CHANNEL.npy and test/CHANNEL.npy, each [time, features] with the telemetry
 * value first, then one-hot commands (25 features for SMAP, 55 for MSL), and labeled_anomalies.csv.
 * Source: Hundman et al. 2018, arXiv:1802.04431.
 */
import fs from 'node:fs';
import path from 'node:path';
import { counted, DataError, nearestNames } from '../base/index';
import { readNpy, readNpyShape } from './npy';
import { segmentsToLabels } from './segments';
import { makeSeries, type Series } from './series';
import {
  type AnomalyClass,
  type AnomalySegment,
  type ChannelLabels,
  parseLabels,
  type Spacecraft,
} from './smap-msl-labels';
import { windowCount } from './windows';

export const LABEL_FILE = 'labeled_anomalies.csv';

/** Features per spacecraft: the telemetry value and its one-hot commands. */
export const SMAP_FEATURES = 25;
export const MSL_FEATURES = 55;

/**
 * The 28 channels that report 3 averages over: those with at least 100 anomalous windows (10 steps, stride 5).
 * {@link evaluationChannels} computes them from the data.
 */
export const REPORT_CHANNELS: readonly string[] =
  'P-1 E-1 E-2 E-3 E-4 E-8 E-12 D-1 P-2 P-3 D-2 D-3 D-4 D-7 T-1 T-2 D-9 F-2 D-12 P-7 A-7 A-8 A-9 M-1 M-2 D-15 D-16 F-8'.split(
    ' ',
  );

/** A channel as the label file and the names of files describe it, without its values. */
export interface ChannelInfo {
  readonly channel: string;
  /** Absent for a channel without a row in the label file. */
  readonly spacecraft?: Spacecraft;
  /** Whether the label file has a row for it; T-10 has files but no row. */
  readonly labelled: boolean;
  readonly segments: readonly AnomalySegment[];
}

export interface Channel {
  readonly channel: string;
  readonly spacecraft: Spacecraft;
  readonly labelled: boolean;
  readonly train: Series;
  /** With labels, unless the channel is unlabelled. */
  readonly test: Series;
  /** Anomalous spans of the test series, in order, not overlapping; empty for an unlabelled channel. */
  readonly segments: readonly AnomalySegment[];
  /** The class of each segment. */
  readonly classes: readonly AnomalyClass[];
  /** One sentence for each correction, such as a span cut at the end of the series. */
  readonly warnings: readonly string[];
}

/**
 * Lists the channels of a data set: those of the label file in its order, then those that only have files.
 *
 * @throws {DataError} If the label file is missing or malformed.
 */
export function listChannels(root: string): ChannelInfo[] {
  const labelled = readLabels(root).map(({ channel, spacecraft, segments }) => {
    return { channel, spacecraft, segments, labelled: true };
  });
  const known = new Set(labelled.map(({ channel }) => channel));
  const files = ['train', 'test'].flatMap((split) => {
    const folder = path.join(root, split);
    return fs.existsSync(folder) ? fs.readdirSync(folder).filter((file) => file.endsWith('.npy')) : [];
  });
  const unlabelled = [...new Set(files.map((file) => file.slice(0, -'.npy'.length)))].filter(
    (name) => !known.has(name),
  );
  return [...labelled, ...unlabelled.sort().map((channel) => ({ channel, segments: [], labelled: false }))];
}

/**
 * Reads one channel with its labels.
 *
 * @param root     The data set's folder.
 * @param channel  For example 'P-1'.
 * @throws {DataError} If the channel is unknown (the message lists similar names), a file is missing or malformed,
 *                    train and test differ in features, or a label span starts past the end of the series.
 */
export function loadChannel(root: string, channel: string): Channel {
  const info = findChannel(root, channel);
  const [train, test] = [readSplit(root, channel, 'train'), readSplit(root, channel, 'test')];
  if (train.features !== test.features) {
    throw new DataError(`${channel}: train has ${counted(train.features, 'feature')}, test has ${test.features}`);
  }
  const spacecraft = info.spacecraft ?? (train.features === MSL_FEATURES ? 'MSL' : 'SMAP');
  const { segments, warnings } = clipSegments(info, test.length);
  return {
    channel,
    spacecraft,
    labelled: info.labelled,
    train,
    test: info.labelled ? makeSeries({ ...test, labels: segmentsToLabels(segments, test.length) }) : test,
    segments,
    classes: segments.map(({ anomalyClass }) => anomalyClass),
    warnings,
  };
}

/**
 * Reads a channel's sizes from the headers of its files.
 *
 * @throws {DataError} If the channel is unknown or a file is missing or malformed.
 */
export function channelSize(
  root: string,
  channel: string,
): { trainLength: number; testLength: number; features: number } {
  findChannel(root, channel);
  const [train, test] = ['train', 'test'].map((split) => {
    const file = splitFile(root, channel, split);
    return requireTable(readNpyShape(file), file);
  });
  return { trainLength: train[0], testLength: test[0], features: test[1] };
}

/**
 * Lists the channels that report 3's filter keeps: their test series have enough anomalous windows. Of the full data
 * set these are {@link REPORT_CHANNELS}. Unlabelled channels are left out.
 *
 * @throws {DataError} If a labelled channel's test file is missing or malformed.
 */
export function evaluationChannels(
  root: string,
  options: { windowSize?: number; stride?: number; minimumWindows?: number } = {},
): string[] {
  const { minimumWindows = 100 } = options;
  return listChannels(root)
    .filter(({ labelled }) => labelled)
    .filter((info) => anomalousWindowCount(root, info, options) >= minimumWindows)
    .map(({ channel }) => channel);
}

/**
 * Counts the windows of a channel's test series that hold an anomalous time step.
 *
 * @throws {DataError} If the test file is missing or malformed.
 */
export function anomalousWindowCount(
  root: string,
  info: ChannelInfo,
  options: { windowSize?: number; stride?: number } = {},
): number {
  const { windowSize = 10, stride = 5 } = options;
  const file = splitFile(root, info.channel, 'test');
  const [length] = requireTable(readNpyShape(file), file);
  const labels = segmentsToLabels(clipSegments(info, length).segments, length);
  let anomalous = 0;
  for (let i = 0; i < windowCount(length, { windowSize, stride }); i++) {
    if (labels.subarray(i * stride, i * stride + windowSize).includes(1)) anomalous++;
  }
  return anomalous;
}

/**
 * Reads the label file of a folder.
 *
 * @throws {DataError} If it is missing or malformed.
 */
export function readLabels(root: string): ChannelLabels[] {
  const file = path.join(root, LABEL_FILE);
  if (!fs.existsSync(file)) {
    throw new DataError(`${root}: expected SMAP/MSL data, but ${LABEL_FILE} is missing; 'npm run data' downloads it`);
  }
  return parseLabels(fs.readFileSync(file, 'utf8'), file);
}

function findChannel(root: string, channel: string): ChannelInfo {
  const channels = listChannels(root);
  const found = channels.find((info) => info.channel === channel);
  if (found) return found;
  const names = channels.map((info) => info.channel);
  const near = nearestNames(channel, names);
  const hint = near.length > 0 ? `did you mean ${near.join(', ')}?` : `known: ${names.join(', ')}`;
  throw new DataError(`unknown channel '${channel}' in ${root}; ${hint}`);
}

function splitFile(root: string, channel: string, split: string): string {
  const file = path.join(root, split, `${channel}.npy`);
  if (!fs.existsSync(file)) throw new DataError(`${channel}: the ${split} file ${file} is missing`);
  return file;
}

function readSplit(root: string, channel: string, split: 'train' | 'test'): Series {
  const file = splitFile(root, channel, split);
  const { shape, data } = readNpy(file);
  const [, features] = requireTable(shape, file);
  const names = Array.from({ length: features }, (_, i) => (i === 0 ? 'telemetry' : `command ${i}`));
  return makeSeries({ name: `${channel} ${split}`, values: data, features, names });
}

function requireTable(shape: readonly number[], file: string): readonly [number, number] {
  const [length = 0, features = 0] = shape;
  if (shape.length !== 2 || length < 1 || features < 1) {
    throw new DataError(`${file}: expected a non-empty array [time, features], found shape (${shape.join(', ')})`);
  }
  return [length, features];
}

/** Cuts spans at the end of the series, because copies of the data set differ in a few lengths. */
function clipSegments(info: ChannelInfo, length: number): { segments: AnomalySegment[]; warnings: string[] } {
  const warnings: string[] = [];
  const segments = info.segments.map((segment) => {
    const span = `anomalous span [${segment.start}, ${segment.end})`;
    if (segment.start >= length) {
      throw new DataError(
        `${info.channel}: ${span} starts past the end of the test series of ${counted(length, 'time step')}`,
      );
    }
    if (segment.end <= length) return segment;
    warnings.push(`${info.channel}: ${span} is cut at the end of the test series, ${length}`);
    return { ...segment, end: length };
  });
  return { segments, warnings };
}
