/** What a data set of telemetry is like as a whole: how its channels are counted, where anomalies lie, what leaves its range. */
import fs from 'node:fs';
import path from 'node:path';
import { parseDelimited } from './delimited-text';
import { LABEL_FILE, listChannels, loadChannel } from './smap-msl';
import type { Spacecraft } from './smap-msl-labels';

/** A spacecraft's channels, counted in three ways. */
export interface ChannelCount {
  readonly spacecraft: Spacecraft;
  /** Rows of the label file; a channel may have several. */
  readonly rows: number;
  /** Channels that the label file names. */
  readonly labelled: number;
  /** Channels with files; one that the label file does not name belongs to the spacecraft with as many features. */
  readonly files: number;
}

/**
 * Counts the channels of each spacecraft.
 *
 * @throws {DataError} If the label file or a channel's file is missing or malformed.
 */
export function countChannels(root: string): ChannelCount[] {
  const channels = listChannels(root).map(({ channel, labelled, spacecraft }) => ({
    labelled,
    spacecraft: spacecraft ?? loadChannel(root, channel).spacecraft,
  }));
  const [header, ...rows] = parseDelimited(fs.readFileSync(path.join(root, LABEL_FILE), 'utf8'), LABEL_FILE);
  const column = header.cells.indexOf('spacecraft');
  return (['SMAP', 'MSL'] as const).map((spacecraft) => {
    const own = channels.filter((each) => each.spacecraft === spacecraft);
    return {
      spacecraft,
      rows: rows.filter(({ cells }) => cells[column] === spacecraft).length,
      labelled: own.filter(({ labelled }) => labelled).length,
      files: own.length,
    };
  });
}

/** Where the labelled spans of a spacecraft lie in their test series. */
export interface SpanPlaces {
  readonly spacecraft: Spacecraft;
  /** Spans whose middle lies in each of the equal parts of its series, first part first. */
  readonly spans: readonly number[];
  /** Share of the anomalous time steps in each part. */
  readonly steps: readonly number[];
}

/**
 * Counts labelled spans and anomalous time steps by their place in the test series.
 *
 * @param parts  Number of equal parts of each series.
 * @throws {DataError} If a labelled channel's files are missing or malformed.
 */
export function spanPlaces(root: string, parts: number): SpanPlaces[] {
  const labelled = listChannels(root).filter((each) => each.labelled);
  const channels = labelled.map(({ channel }) => loadChannel(root, channel));
  return (['SMAP', 'MSL'] as const).map((spacecraft) => {
    const spans = new Array<number>(parts).fill(0);
    const steps = new Array<number>(parts).fill(0);
    for (const { segments, test } of channels.filter((each) => each.spacecraft === spacecraft)) {
      const partOf = (time: number) => Math.min(parts - 1, Math.floor((time * parts) / test.length));
      segments.forEach(({ start, end }) => {
        spans[partOf((start + end) / 2)]++;
        for (let time = start; time < end; time++) steps[partOf(time)]++;
      });
    }
    const all = steps.reduce((sum, count) => sum + count, 0);
    return { spacecraft, spans, steps: steps.map((count) => (all === 0 ? 0 : count / all)) };
  });
}

/** Values of one split that leave a range. */
export interface BeyondRange {
  readonly channel: string;
  readonly split: 'train' | 'test';
  /** How many values. */
  readonly values: number;
  /** The one farthest from 0. */
  readonly farthest: number;
}

/** What is odd in the values of all channels. */
export interface OddValues {
  /** Splits with values outside [-limit, limit], the farthest first. */
  readonly beyond: readonly BeyondRange[];
  /** Share of all values outside, and of all that are NaN. */
  readonly shareBeyond: number;
  readonly shareMissing: number;
}

/**
 * Looks for values outside [-limit, limit] and for missing ones, in both splits of every labelled channel.
 *
 * @throws {DataError} If a labelled channel's files are missing or malformed.
 */
export function oddValues(root: string, limit: number): OddValues {
  const beyond: BeyondRange[] = [];
  let [all, missing] = [0, 0];
  for (const { channel } of listChannels(root).filter(({ labelled }) => labelled)) {
    const { train, test } = loadChannel(root, channel);
    for (const [split, { values }] of [
      ['train', train],
      ['test', test],
    ] as const) {
      const outside = values.filter((value) => Math.abs(value) > limit);
      all += values.length;
      missing += values.filter(Number.isNaN).length;
      if (outside.length === 0) continue;
      const farthest = outside.reduce((far, value) => (Math.abs(value) > Math.abs(far) ? value : far));
      beyond.push({ channel, split, values: outside.length, farthest });
    }
  }
  beyond.sort((a, b) => Math.abs(b.farthest) - Math.abs(a.farthest));
  const outside = beyond.reduce((sum, { values }) => sum + values, 0);
  return { beyond, shareBeyond: outside / all, shareMissing: missing / all };
}
