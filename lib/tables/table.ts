/** Tables of results as plain data, and how a cell is read. The writers are in table-markdown, table-csv and table-latex. */
import type { NumberArray } from '../base/index';
import { ReportError } from './table-error';
import { seedInterval } from './seed-interval';

/** Text, a measure, a measure over seeds, or nothing. */
export type Cell = string | number | NumberArray | null | undefined;

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

/** A column as the writers take it. */
export type FullColumn = Required<Omit<Column, 'best'>> & Pick<Column, 'best'>;

/** A cell as the writers take it. */
export interface FormattedCell {
  readonly text: string;
  readonly best: boolean;
}

/** What stands where nothing was measured. */
export const MISSING = '–';

export function fullColumns(table: Table): FullColumn[] {
  return table.columns.map((column, i) => ({
    align: i === 0 ? 'left' : 'right',
    digits: 3,
    ...(typeof column === 'string' ? { heading: column } : column),
  }));
}

/**
 * The texts of a table's cells: `.657`, `.657 ± .012` over seeds, a dash where nothing was measured; the best of each
 * column is marked, all of them where several print the same, none where all do; rows that are unranked have no part in it.
 *
 * @throws {ReportError} If a cell is NaN or infinite, or a row has more cells than there are columns.
 */
export function formatCells(table: Table): FormattedCell[][] {
  const columns = fullColumns(table);
  const { unranked = [] } = table;
  const found = table.rows.map((row, i) => columns.map((column, j) => meanOf(row[j], placeOf(table, i, column))));
  const means = found.map((row, i) => (unranked.includes(i) ? row.map(() => undefined) : row));
  const texts = table.rows.map((row, i) => {
    if (row.length > columns.length) {
      throw new ReportError(`Row ${i + 1} has ${row.length} cells; expected at most ${columns.length}, one a column.`);
    }
    return columns.map((column, j) => textOf(row[j], column.digits));
  });
  return texts.map((row, i) =>
    row.map((text, j) => ({ text, best: isBest(means[i][j], means.map((each) => each[j]), columns[j]) })),
  ); // prettier-ignore
}

/** The mean of a number or of seeds; undefined for text and for what is missing. */
export function meanOf(cell: Cell, place: string): number | undefined {
  if (cell === null || cell === undefined || typeof cell === 'string') return undefined;
  return seedInterval(typeof cell === 'number' ? [cell] : cell, place).mean;
}

/** Where a cell is, for messages. */
export function placeOf(table: Table, row: number, column: FullColumn): string {
  const first = table.rows[row][0];
  return `The cell "${column.heading}" of row ${typeof first === 'string' ? `"${first}"` : row + 1}`;
}

function textOf(cell: Cell, digits: number): string {
  if (cell === null || cell === undefined) return MISSING;
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return formatNumber(cell, digits);
  const { mean, deviation, seeds } = seedInterval(cell, 'A cell');
  return seeds === 1
    ? formatNumber(mean, digits)
    : `${formatNumber(mean, digits)} ± ${formatNumber(deviation, digits)}`;
}

/** Whole numbers as they are, with thousands apart; others with fixed digits and no leading zero, as papers print them. */
function formatNumber(value: number, digits: number): string {
  if (Number.isInteger(value) && Math.abs(value) > 1) return value.toLocaleString('en-US');
  return value.toFixed(digits).replace(/^(-?)0\./, '$1.');
}

/** Compared as printed: two models that print the same are equally good. */
function isBest(
  mean: number | undefined,
  column: readonly (number | undefined)[],
  { best, digits }: FullColumn,
): boolean {
  if (best === undefined || mean === undefined) return false;
  const known = column.filter((value): value is number => value !== undefined);
  // What is alone, or no better than any other, is not the best of anything.
  if (new Set(known.map((value) => value.toFixed(digits))).size < 2) return false;
  const target = best === 'highest' ? Math.max(...known) : Math.min(...known);
  return mean.toFixed(digits) === target.toFixed(digits);
}

/** A measure in [0, 1] with three digits and no leading zero, as papers print it: .657; a dash where undefined. */
export function formatMeasure(value: number | null): string {
  return value === null ? MISSING : value.toFixed(3).replace(/^0\./, '.');
}
