/** Tables from plain records, as the cells of a notebook write them. */
import { DataError } from '../base/index';
import { isInterval, isOverSeeds, type Cell, type Column, type Table } from './table';

/** One row: cells by the headings of their columns. */
export type TableRecord = Readonly<Record<string, Cell | boolean>>;

export interface TableOptions {
  /** One line above the table. */
  readonly caption?: string;
  /** Digits after the point of numbers, default 3; columns of whole numbers have none. */
  readonly digits?: number;
}

/**
 * Makes a table of records, one a row. A record may leave out what does not apply to it. Columns of numbers are aligned to
 * the right, others to the left.
 *
 * @throws {DataError} If there are no records.
 */
export function recordsTable(records: readonly TableRecord[], { caption, digits }: TableOptions = {}): Table {
  if (records.length === 0) throw new DataError('The table has no rows; expected at least one.');
  const headings = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const rows = records.map((record) => headings.map((heading) => cellOf(record[heading])));
  const columns = headings.map((heading, i) => columnOf(heading, { cells: rows.map((row) => row[i]), digits }));
  return { columns, rows, ...(caption === undefined ? {} : { caption }) };
}

/** Takes a table as it is, and makes one of plain records. */
export function asTable(table: Table | readonly TableRecord[], options: TableOptions = {}): Table {
  return 'rows' in table ? withOptions(table, options) : recordsTable(table, options);
}

function withOptions(table: Table, { caption, digits }: TableOptions): Table {
  const withDigits = (column: string | Column): Column => {
    return { digits, ...(typeof column === 'string' ? { heading: column } : column) };
  };
  return {
    ...table,
    caption: caption ?? table.caption,
    columns: digits === undefined ? table.columns : table.columns.map(withDigits),
  };
}

function cellOf(value: Cell | boolean): Cell {
  return typeof value === 'boolean' ? String(value) : value;
}

function columnOf(heading: string, { cells, digits }: { cells: readonly Cell[]; digits?: number }): Column {
  if (cells.some((cell) => typeof cell === 'string')) return { heading, align: 'left' };
  return {
    heading,
    align: 'right',
    ...(cells.every(isWhole) ? { digits: 0 } : digits === undefined ? {} : { digits }),
  };
}

function isWhole(cell: Cell): boolean {
  if (isOverSeeds(cell)) return Array.from(cell).every(Number.isInteger);
  return cell === null || cell === undefined || (!isInterval(cell) && Number.isInteger(cell));
}
