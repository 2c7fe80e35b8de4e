/**
 * The table of every notebook, command and page as plain data, and the text of its cells. Each writer has a file:
 * table-*.
 */
import { DataError, type NumberArray } from '../base/index';
import { formatFixed, formatNumber, formatSigned, MISSING } from './number-format';
import { seedInterval } from './seed-interval';

/** A value with the ends of its interval, such as the difference between two detectors. */
export interface IntervalCell {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Whether positive values have a sign, as differences do; default yes. */
  readonly signed?: boolean;
}

/** Text, a number, one number a seed, a value with its interval, or nothing. */
export type Cell = string | number | NumberArray | IntervalCell | null | undefined;

export interface Column {
  readonly heading: string;
  /** Which value is set in bold; default none. */
  readonly best?: 'highest' | 'lowest';
  /** Default left for the first column, right for the others. */
  readonly align?: 'left' | 'right';
  /** Digits after the point of numbers, default 3. */
  readonly digits?: number;
}

export interface Table {
  readonly columns: readonly (string | Column)[];
  /** One array of cells per row, in the order of the columns; what is missing at the end is blank. */
  readonly rows: readonly (readonly Cell[])[];
  readonly caption?: string;
  /** Indices of rows that are never set in bold, such as oracles: the best of a column is the best of the others. */
  readonly unranked?: readonly number[];
}

/** A column with its defaults filled in. */
type FullColumn = Required<Omit<Column, 'best'>> & Pick<Column, 'best'>;

/** A cell as the writers print it. */
interface FormattedCell {
  readonly text: string;
  readonly best: boolean;
}

/** Fills in the defaults of a table's columns. */
export function fullColumns(table: Table): FullColumn[] {
  return table.columns.map((column, i) => ({
    align: i === 0 ? 'left' : 'right',
    digits: 3,
    ...(typeof column === 'string' ? { heading: column } : column),
  }));
}

/**
 * Formats the cells of a table: `.657`, `.657 ± .012` over seeds that differ, `+.024 [-.090, +.128]` for an interval, a
 * dash for nothing. Marks the best value of each column, and all that print the same; none if all values print the
 * same. Rows that are unranked do not take part.
 *
 * @throws {DataError} If a number is NaN or infinite, or a row has more cells than there are columns.
 */
export function formatCells(table: Table): FormattedCell[][] {
  const columns = fullColumns(table);
  const { unranked = [] } = table;
  const found = table.rows.map((row, i) => columns.map((column, j) => numberOf(row[j], placeOf(table, i, column))));
  const left = new Set(unranked);
  const ranked = found.filter((_, i) => !left.has(i));
  const bests = columns.map((column, j) => bestText(column, ranked.map((row) => row[j]))); // prettier-ignore
  return table.rows.map((row, i) => {
    if (row.length > columns.length) {
      throw new DataError(`Row ${i + 1} has ${row.length} cells; expected at most ${columns.length}, one a column.`);
    }
    return columns.map(({ digits }, j) => {
      const value = left.has(i) ? undefined : found[i][j];
      return { text: textOf(row[j], digits), best: value !== undefined && value.toFixed(digits) === bests[j] };
    });
  });
}

/** Whether a cell holds one number a seed. */
export function isOverSeeds(cell: Cell): cell is NumberArray {
  return Array.isArray(cell) || ArrayBuffer.isView(cell);
}

/** Whether a cell holds a value with its interval. */
export function isInterval(cell: Cell): cell is IntervalCell {
  return typeof cell === 'object' && cell !== null && !isOverSeeds(cell);
}

/**
 * Gives the number by which a cell is compared: the mean over seeds, the value of an interval; undefined for text and
 * for nothing.
 *
 * @param place  Where the cell is, for the message.
 * @throws {DataError} If a number of the cell is NaN or infinite.
 */
export function numberOf(cell: Cell, place: string): number | undefined {
  if (cell === null || cell === undefined || typeof cell === 'string') return undefined;
  if (isOverSeeds(cell)) return seedInterval(cell, place).mean;
  const numbers = typeof cell === 'number' ? [cell] : [cell.value, cell.low, cell.high];
  const odd = numbers.find((value) => !Number.isFinite(value));
  if (odd !== undefined) throw new DataError(`${place} holds ${odd}; expected a finite number.`);
  return numbers[0];
}

/** Names a cell for messages, by its column and the first cell of its row. */
export function placeOf(table: Table, row: number, column: FullColumn): string {
  const first = table.rows[row][0];
  return `The cell "${column.heading}" of row ${typeof first === 'string' ? `"${first}"` : row + 1}`;
}

function textOf(cell: Cell, digits: number): string {
  if (cell === null || cell === undefined) return MISSING;
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return formatNumber(cell, digits);
  if (isInterval(cell)) {
    const format = cell.signed === false ? formatFixed : formatSigned;
    const [value, low, high] = [cell.value, cell.low, cell.high].map((each) => format(each, digits));
    return `${value} [${low}, ${high}]`;
  }
  if (Array.from(cell).every((value) => value === cell[0])) return formatNumber(cell[0], digits); // all seeds gave the same
  const { mean, deviation } = seedInterval(cell, 'A cell');
  return `${formatNumber(mean, digits)} ± ${formatNumber(deviation, digits)}`;
}

/**
 * Gives the best value of a column as printed: two detectors that print the same are equally good. Nothing if the column
 * has no best, or a single value, or if all are equal.
 */
function bestText({ best, digits }: FullColumn, values: readonly (number | undefined)[]): string | undefined {
  if (best === undefined) return undefined;
  const known = values.filter((value): value is number => value !== undefined);
  const target = known.reduce((a, b) => (best === 'highest' ? Math.max(a, b) : Math.min(a, b)), known[0]);
  const text = target?.toFixed(digits);
  return known.some((value) => value.toFixed(digits) !== text) ? text : undefined;
}
