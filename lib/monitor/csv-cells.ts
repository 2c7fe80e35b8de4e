/** Cuts a line into cells, in each way in which it may be meant. */
import { parse } from 'csv-parse/sync';
import { DataError } from '../base/index';
import { findSeparators } from '../data/delimiter';
import { BLANKS } from '../data/records';
import type { PointColumns } from './point';

/** A line, and those after it, by one delimiter. */
export interface Reading {
  readonly delimiter: string;
  readonly cells: readonly string[];
  /** The rows after it, as far as they have as many cells. */
  readonly rows?: readonly (readonly string[])[];
}

/** Finds what lies between cells and before decimals as the reader of files does; undefined where it refuses. */
export function separatorsOf(lines: readonly string[], decimal: PointColumns['decimal']) {
  try {
    return findSeparators('input', lines, false, { decimal });
  } catch (error) {
    if (error instanceof DataError) return undefined;
    throw error;
  }
}

/** Reads a line by a delimiter; none where its quotation marks have no pairs. */
export function readingOf(text: string, after: readonly string[], delimiter: string): Reading[] {
  const cells = cellsOf(text, delimiter);
  if (cells === undefined) return [];
  const rows = after.map((line) => cellsOf(line, delimiter)).filter((row) => row?.length === cells.length);
  return [{ delimiter, cells, rows: rows as string[][] }];
}

/** Returns the reading with the most cells, blanks only if there is no other. */
export function mostCells(readings: readonly Reading[]): Reading {
  const others = readings.filter(({ delimiter }) => delimiter !== BLANKS);
  return (others.length > 0 ? others : readings).reduce((a, b) => (b.cells.length > a.cells.length ? b : a));
}

/** Returns the cells of a line; undefined where its quotation marks have no pairs. */
export function cellsOf(line: string, delimiter: string): string[] | undefined {
  if (delimiter === BLANKS) return line.match(/"[^"]*"|[^ \t"]+/g)?.map((cell) => cell.replace(/^"|"$/g, '')) ?? [];
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  try {
    const [cells] = parse(line, { trim: true, delimiter });
    return cells;
  } catch {
    return undefined;
  }
}
