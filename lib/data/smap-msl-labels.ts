/**
 * Parses the label file of SMAP/MSL, labeled_anomalies.csv: one row per channel with its anomalous spans as inclusive
 * index pairs. Source: Hundman et al. 2018, "Detecting spacecraft anomalies using LSTMs and nonparametric dynamic
 * thresholding", arXiv:1802.04431, and the file published with its code (telemanom).
 */
import { z } from 'zod';
import { counted, DataError, zodIssue } from '../base/index';
import { parseDelimited } from './delimited-text';
import type { Segment } from './segments';

export type Spacecraft = 'SMAP' | 'MSL';
export type AnomalyClass = 'point' | 'contextual';

/** An anomalous span of a test series, half-open. */
export interface AnomalySegment extends Segment {
  readonly anomalyClass: AnomalyClass;
}

/** The label file's entry for one channel. */
export interface ChannelLabels {
  readonly channel: string;
  readonly spacecraft: Spacecraft;
  /** In order of time, not overlapping. */
  readonly segments: readonly AnomalySegment[];
  /** The spans as its rows have them: those of P-2 overlap. */
  readonly spans: readonly Segment[];
  /** The length of the test series according to the file. */
  readonly length: number;
}

/** The columns and the values expected in them. */
const EXPECTED: Record<string, string> = {
  chan_id: 'a channel name like P-1',
  spacecraft: 'SMAP or MSL',
  anomaly_sequences: 'pairs of indices like [[10, 20]]',
  class: 'point or contextual for each span, like [point]',
  num_values: 'a whole number',
};

const COLUMNS = Object.keys(EXPECTED);

const Row = z.object({
  // Channel names become file names, so paths are refused.
  chan_id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/),
  spacecraft: z.enum(['SMAP', 'MSL']),
  anomaly_sequences: z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()])),
  class: z.array(z.enum(['point', 'contextual'])),
  num_values: z.string().regex(/^\d{1,9}$/),
});

/**
 * Parses a label file. Several rows for one channel (P-2 has two) give the union of their spans. If two spans overlap,
 * they become one with the class of the longer.
 *
 * @param text  The file's content.
 * @param name  The file's name, for messages.
 * @returns     One entry per channel, in order of first appearance.
 * @throws {DataError} If the file is not such a table; the message gives line and column.
 */
export function parseLabels(text: string, name: string): ChannelLabels[] {
  const [header, ...rows] = parseDelimited(text, name);
  const missing = COLUMNS.filter((column) => !header?.cells.includes(column));
  if (!header || missing.length > 0) {
    throw new DataError(`${name}: expected the columns ${COLUMNS.join(', ')}; missing: ${missing.join(', ')}`);
  }
  const channels = new Map<string, ChannelLabels>();
  for (const { cells, line } of rows) {
    const labels = parseRow(
      Object.fromEntries(COLUMNS.map((column) => [column, cells[header.cells.indexOf(column)]])),
      `${name}: line ${line}`,
    );
    channels.set(labels.channel, union(channels.get(labels.channel), labels, `${name}: line ${line}`));
  }
  return [...channels.values()];
}

function parseRow(cells: Record<string, string>, where: string): ChannelLabels {
  const row = Row.safeParse({
    ...cells,
    anomaly_sequences: parseSpans(cells['anomaly_sequences']),
    class: parseClasses(cells['class']),
  });
  if (!row.success) {
    const column = String(zodIssue(row.error).path[0]);
    throw new DataError(`${where}, column ${column}: expected ${EXPECTED[column]}, found '${cells[column]}'`);
  }
  const { chan_id: channel, spacecraft, anomaly_sequences: spans, class: classes } = row.data;
  if (spans.length !== classes.length) {
    throw new DataError(
      `${where}: expected one class per span, found ${classes.length} for ${counted(spans.length, 'span')}`,
    );
  }
  const segments = spans.map(([start, last], i): AnomalySegment => {
    if (start > last)
      throw new DataError(`${where}, column anomaly_sequences: span [${start}, ${last}] ends before it starts`);
    return { start, end: last + 1, anomalyClass: classes[i] };
  });
  const length = Number(row.data.num_values);
  return { channel, spacecraft, segments: mergeOverlapping(segments), spans: segments, length };
}

/** Parses the spans, which are JSON. The schema refuses anything else. */
function parseSpans(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return undefined;
  }
}

/** Parses the classes, a list without quotes: [contextual, point]. */
function parseClasses(cell: string): unknown {
  const inside = /^\[(.*)\]$/s.exec(cell)?.[1];
  if (inside === undefined) return undefined;
  return inside.trim() === '' ? [] : inside.split(',').map((item) => item.trim().replace(/^(['"])(.*)\1$/, '$2'));
}

function union(known: ChannelLabels | undefined, added: ChannelLabels, where: string): ChannelLabels {
  if (!known) return added;
  if (known.spacecraft !== added.spacecraft || known.length !== added.length) {
    throw new DataError(`${where}: ${added.channel} differs from its earlier row in spacecraft or num_values`);
  }
  const spans = [...known.spans, ...added.spans];
  return { ...known, spans, segments: mergeOverlapping([...known.segments, ...added.segments]) };
}

function mergeOverlapping(segments: readonly AnomalySegment[]): AnomalySegment[] {
  const merged: AnomalySegment[] = [];
  for (const segment of [...segments].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (!last || segment.start >= last.end) {
      merged.push(segment);
      continue;
    }
    const longer = segment.end - segment.start > last.end - last.start ? segment : last;
    merged[merged.length - 1] = {
      start: last.start,
      end: Math.max(last.end, segment.end),
      anomalyClass: longer.anomalyClass,
    };
  }
  return merged;
}
