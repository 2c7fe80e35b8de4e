/** Tables of named columns, as the readers of CSV and JSON lines return them, and their labels. */
import { DataError } from '../base/index';
import { isTruth } from './cell';
import type { TextCell } from './cell-rows';
import { isCounterName, isTimeName, LABEL_NAME } from './column-names';
import type { ReadOptions } from './read-options';

export interface TextTable {
  /** The file's name, for messages. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly TextCell[])[];
  /** The line on which each row ends, counted from 1. */
  readonly lines: readonly number[];
}

/**
 * Reads the labels of a table: its label column, or its only column besides timestamps.
 *
 * @throws {DataError} If there is no such column, a column named in the options is missing, a name repeats, or a cell
 *                    is not a label; the message gives line and column.
 */
export function tableToLabels(table: TextTable, options: Pick<ReadOptions, 'timeColumn' | 'labelColumn'>): Uint8Array {
  const { name, columns } = table;
  const seen = new Set<string>();
  const repeated = columns.find((column) => seen.size === seen.add(column).size);
  if (repeated !== undefined)
    throw new DataError(`${name}: expected different names of columns, found '${repeated}' twice`);
  const isTime = (column: string) => isTimeName(column) || isCounterName(column);
  const timestamp = findColumn(table, options.timeColumn, isTime);
  const label = findColumn(table, options.labelColumn || undefined, (column) => LABEL_NAME.test(column));
  const others = columns.map((_, i) => i).filter((i) => i !== timestamp);
  if (label === undefined && others.length !== 1) {
    throw new DataError(`${name}: expected one column of labels or one named label, found ${columns.join(', ')}`);
  }
  const column = label ?? others[0];
  return Uint8Array.from(table.rows, (row, time) =>
    toLabel(row[column], () => `${name}: line ${table.lines[time]}, column '${columns[column]}'`),
  );
}

function findColumn(
  table: TextTable,
  wanted: string | false | undefined,
  isUsual: (column: string) => boolean,
): number | undefined {
  if (wanted === false) return undefined;
  const index = table.columns.findIndex((column) => (wanted === undefined ? isUsual(column) : column === wanted));
  if (index >= 0) return index;
  if (wanted === undefined) return undefined;
  throw new DataError(`${table.name}: expected a column '${wanted}', found ${table.columns.join(', ')}`);
}

function toLabel(cell: TextCell, where: () => string): number {
  const text = String(cell).toLowerCase();
  if (isTruth(text)) return text === 'true' ? 1 : 0;
  const value = text === '' || cell === null ? NaN : Number(text);
  if (value !== 0 && value !== 1) {
    const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
    throw new DataError(`${where()}: expected a label 0 or 1, found '${shown}'`);
  }
  return value;
}
