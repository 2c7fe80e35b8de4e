/** Points from lines of CSV, one after the other: the first line decides what the columns are. */
import { parse } from 'csv-parse/sync';
import type { InputRecord } from './point';
import { parseTimestamp } from './timestamp';

interface Layout {
  /** Cells in a line. */
  readonly width: number;
  readonly timestamp: number | undefined;
  readonly channel: number | undefined;
  readonly values: readonly number[];
}

const TIMESTAMP_NAME = /^(time|timestamp|date|datetime|index)$/i;
const CHANNEL_NAME = /^channel$/i;
const LABEL_NAME = /^(label|labels|anomaly|is_anomaly)$/i;
const NO_NAME = /^([+-]?(\d|\.\d|inf|nan).*|null|none|)$/i;

/**
 * A parser of comma separated lines. A first line in which some cell is a name is a header: the columns called timestamp
 * (time, date, index) and channel are those, a label column is left out, all others are values. Without a header every
 * cell is a value, but with one cell more than features the first is the timestamp.
 *
 * @param features  Values in a point.
 * @returns         A function that gives undefined for a header or a blank line, and never throws.
 */
export function csvPointParser(features: number): (line: string) => InputRecord | undefined {
  let layout: Layout | undefined;
  return (line) => {
    if (line.trim() === '') return undefined;
    const cells = cellsOf(line.charCodeAt(0) === 0xfeff ? line.slice(1) : line);
    if (cells === undefined) return { rejected: 'brokenLine' };
    if (layout === undefined) {
      const header = !cells.every((cell) => NO_NAME.test(cell));
      layout = header ? namedLayout(cells) : plainLayout(cells.length, features);
      if (header) return undefined;
    }
    return pointOf(cells, layout);
  };
}

function cellsOf(line: string): string[] | undefined {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim());
  try {
    const [cells] = parse(line, { trim: true }) as string[][];
    return cells;
  } catch {
    return undefined;
  }
}

function namedLayout(names: readonly string[]): Layout {
  const found = (pattern: RegExp) => {
    const column = names.findIndex((name) => pattern.test(name));
    return column < 0 ? undefined : column;
  };
  const timestamp = found(TIMESTAMP_NAME);
  const channel = found(CHANNEL_NAME);
  const label = found(LABEL_NAME);
  const values = names.map((_, i) => i).filter((i) => i !== timestamp && i !== channel && i !== label);
  return { width: names.length, timestamp, channel, values };
}

function plainLayout(width: number, features: number): Layout {
  const timed = width === features + 1;
  const first = timed ? 1 : 0;
  const values = Array.from({ length: width - first }, (_, i) => i + first);
  return { width, timestamp: timed ? 0 : undefined, channel: undefined, values };
}

function pointOf(cells: readonly string[], { width, timestamp, channel, values }: Layout): InputRecord {
  if (cells.length !== width) return { rejected: 'wrongWidth' };
  const time = timestamp === undefined ? undefined : parseTimestamp(cells[timestamp]);
  if (time === null || (timestamp !== undefined && time === undefined)) return { rejected: 'badTimestamp' };
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < numbers.length; i++) {
    const cell = cells[values[i]!]!;
    // Number('') is 0, which a missing value is not.
    numbers[i] = cell === '' ? NaN : Number(cell);
  }
  return { channel: channel === undefined ? undefined : cells[channel], timestamp: time, values: numbers };
}
