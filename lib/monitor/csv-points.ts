/** Reads points from lines of CSV. A header, or the first line of data, decides what the columns are. */
import { parse } from 'csv-parse/sync';
import { columnRoles, toNumber } from './column-roles';
import { firstMissing, type InputRecord, type PointColumns } from './point';
import { parseTimestamp, timestampFault } from './timestamp';

interface Layout {
  /** The names of all columns; undefined without a header. */
  readonly header: readonly string[] | undefined;
  /** Cells in a line. */
  readonly width: number;
  readonly timestamp: number | undefined;
  readonly channel: number | undefined;
  readonly values: readonly number[];
}

const NO_NAME = /^([+-]?(\d|\.\d|inf|nan).*|null|none|)$/i;

/**
 * Makes a parser of comma separated lines.
 *
 * - A line in which some cell is a name is a header if it holds the features: by name in any order, or, if the features
 *   are only numbered, as many columns as there are features. The columns named timestamp (time, date, index) and
 *   channel give time and channel; a label column is ignored. A later line with the same names in another order is a
 *   header too.
 * - Without a header every cell is a value. If there is one cell more than features, the first is the timestamp.
 * - A line that fits neither case is rejected, and the next one is tried. Below a header that does not fit, lines of
 *   the same width are rejected too, since their columns are known not to be the features.
 *
 * @returns  A function that returns undefined for a header or a blank line, and never throws.
 */
export function csvPointParser(columns: PointColumns): (line: string) => InputRecord | undefined {
  let layout: Layout | undefined;
  let refused: readonly string[] | undefined;
  return (line) => {
    if (line.trim() === '') return undefined;
    const cells = cellsOf(line.charCodeAt(0) === 0xfeff ? line.slice(1) : line);
    if (cells === undefined) return { rejected: 'brokenLine', detail: 'expected quotation marks in pairs' };
    if (layout ? isSameHeader(cells, layout) : cells.some(isName)) {
      layout = namedLayout(cells, columns);
      if (layout) return undefined;
      refused = cells;
      return refusal(cells, columns);
    }
    if (!layout && refused?.length === cells.length) return refusal(refused, columns);
    layout ??= plainLayout(cells.length, columns.features);
    return layout ? pointOf(cells, layout, columns.timeFormat) : wrongWidth(columns.features, cells.length);
  };
}

function cellsOf(line: string): string[] | undefined {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim());
  try {
    const [cells] = parse(line, { trim: true });
    return cells;
  } catch {
    return undefined;
  }
}

function isName(cell: string): boolean {
  return !NO_NAME.test(cell);
}

function isSameHeader(cells: readonly string[], { header }: Layout): boolean {
  if (header === undefined || cells.length !== header.length || !cells.every(isName)) return false;
  return header.every((name) => cells.includes(name));
}

function namedLayout(cells: readonly string[], columns: PointColumns): Layout | undefined {
  const { timestamp, channel, values } = columnRoles(cells, columns);
  return values && { header: cells, width: cells.length, timestamp, channel, values };
}

function plainLayout(width: number, features: number): Layout | undefined {
  if (width !== features && width !== features + 1) return undefined;
  const first = width - features;
  const values = Array.from({ length: features }, (_, i) => i + first);
  return { header: undefined, width, timestamp: first === 1 ? 0 : undefined, channel: undefined, values };
}

/** Rejects a header without the features, and the lines below it. */
function refusal(header: readonly string[], columns: PointColumns): InputRecord {
  const { others, fault } = columnRoles(header, columns);
  const rejected = others === columns.features ? 'wrongColumns' : 'brokenLine';
  return { rejected, detail: `expected a header with ${fault}` };
}

function wrongWidth(expected: number, found: number): InputRecord {
  return { rejected: 'wrongWidth', detail: `expected ${expected} cells; found ${found}` };
}

function pointOf(
  cells: readonly string[],
  { width, timestamp, channel, values }: Layout,
  timeFormat?: string,
): InputRecord {
  if (cells.length !== width) return wrongWidth(width, cells.length);
  const time = timestamp === undefined ? undefined : parseTimestamp(cells[timestamp], timeFormat);
  if (time === null || (timestamp !== undefined && time === undefined)) {
    return { rejected: 'badTimestamp', detail: timestampFault(cells[timestamp!], timeFormat) };
  }
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = toNumber(cells[values[i]]);
  const missing = firstMissing(numbers);
  return {
    channel: channel === undefined ? undefined : cells[channel],
    ...time,
    values: numbers,
    found: missing < 0 ? undefined : cells[values[missing]],
  };
}
