/**
 * Tables of named columns, as the readers of CSV and JSON lines return them, and their conversion to series and labels.
 */
import { DataError } from '../base/index';
import { LABEL_NAME, TIMESTAMP_NAME } from './column-names';
import { makeSeries, type Series } from './series';

/** A cell as read: text, a number, a truth value, or null for a missing value. */
export type TextCell = string | number | boolean | null;

export interface TextTable {
  /** The file's name, for messages. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly TextCell[])[];
  /** The line on which each row ends, counted from 1. */
  readonly lines: readonly number[];
}

export interface ColumnOptions {
  /** Name of the timestamp column; false for none. Default: the one named time, timestamp, date, datetime or index. */
  readonly timeColumn?: string | false;
  /**
   * Name of the label column, of 0 and 1 or true and false; false for none. Default: the one named label, labels,
   * anomaly or is_anomaly.
   */
  readonly labelColumn?: string | false;
}

const MISSING = /^(nan|na|n\/a|null|none|-)?$/i;
const INFINITE = /^([+-])?inf(inity)?$/i;
const TRUTH = /^(true|false)$/i;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Builds a series from all columns except timestamps and labels. Missing cells become NaN, which cleaning steps count.
 *
 * @throws {DataError} If a column named in the options is missing, a name repeats, there is no feature or no row, or a
 *                    cell is not a number or a label; the message gives line and column.
 */
export function tableToSeries(table: TextTable, options: ColumnOptions): Series {
  const { name, columns, rows } = table;
  const { timestamp, label } = findColumns(table, options);
  const features = columns.map((_, i) => i).filter((i) => i !== timestamp && i !== label);
  if (features.length === 0)
    throw new DataError(`${name}: expected a column of values, found only timestamps and labels`);
  const values = new Float64Array(rows.length * features.length);
  rows.forEach((row, time) => {
    features.forEach((feature, i) => {
      values[time * features.length + i] = toNumber(row[feature], () => at(table, time, feature));
    });
  });
  return makeSeries({
    name,
    values,
    features: features.length,
    names: features.map((feature) => columns[feature]),
    ...(label !== undefined && { labels: toLabels(table, label) }),
    ...(timestamp !== undefined && { timestamps: toTimestamps(rows.map((row) => row[timestamp])) }),
  });
}

/**
 * Reads the labels of a table: its label column, or its only column besides timestamps.
 *
 * @throws {DataError} If there is no such column, a column named in the options is missing, a name repeats, or a cell
 *                    is not a label; the message gives line and column.
 */
export function tableToLabels(table: TextTable, options: ColumnOptions): Uint8Array {
  const { name, columns } = table;
  const { timestamp, label } = findColumns(table, { ...options, labelColumn: options.labelColumn || undefined });
  const others = columns.map((_, i) => i).filter((i) => i !== timestamp);
  if (label === undefined && others.length !== 1) {
    throw new DataError(`${name}: expected one column of labels or one named label, found ${columns.join(', ')}`);
  }
  return toLabels(table, label ?? others[0]);
}

/**
 * Takes some columns of a table, in the order wanted.
 *
 * @throws {DataError} If one is missing; the message names it and those that there are.
 */
export function pickColumns(table: TextTable, wanted: readonly string[]): TextTable {
  const places = wanted.map((name) => table.columns.indexOf(name));
  const missing = wanted.find((_, i) => places[i] < 0);
  if (missing !== undefined) {
    throw new DataError(`${table.name}: expected a column '${missing}', found ${table.columns.join(', ')}`);
  }
  return { ...table, columns: wanted, rows: table.rows.map((row) => places.map((place) => row[place])) };
}

/** Whether a cell's text is a number, a truth value or a mark of a missing value, rather than the name of a column. */
export function looksLikeValue(text: string): boolean {
  return MISSING.test(text) || INFINITE.test(text) || DECIMAL.test(text) || TRUTH.test(text);
}

/** Finds the timestamp and the label column. Refuses a table without rows or with a repeated name. */
function findColumns(table: TextTable, options: ColumnOptions): { timestamp?: number; label?: number } {
  const { name, columns, rows } = table;
  const seen = new Set<string>();
  const repeated = columns.find((column) => seen.size === seen.add(column).size);
  if (repeated !== undefined)
    throw new DataError(`${name}: expected different names of columns, found '${repeated}' twice`);
  if (rows.length === 0) throw new DataError(`${name}: expected rows of data, found none`);
  const timestamp = findColumn(table, options.timeColumn, TIMESTAMP_NAME);
  const label = findColumn(table, options.labelColumn, LABEL_NAME);
  return { timestamp, label };
}

function findColumn(table: TextTable, wanted: string | false | undefined, usual: RegExp): number | undefined {
  if (wanted === false) return undefined;
  const index = table.columns.findIndex((column) => (wanted === undefined ? usual.test(column) : column === wanted));
  if (index >= 0) return index;
  if (wanted === undefined) return undefined;
  throw new DataError(`${table.name}: expected a column '${wanted}', found ${table.columns.join(', ')}`);
}

function toNumber(cell: TextCell, where: () => string): number {
  if (cell === null) return NaN;
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  if (typeof cell === 'number') return requireFinite(cell, String(cell), where);
  if (MISSING.test(cell)) return NaN;
  const infinite = INFINITE.exec(cell);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  if (!DECIMAL.test(cell)) throw new DataError(`${where()}: '${shorten(cell)}' is not a number`);
  return requireFinite(Number(cell), cell, where);
}

function requireFinite(value: number, text: string, where: () => string): number {
  if (Number.isFinite(value)) return value;
  throw new DataError(`${where()}: '${shorten(text)}' is beyond the range of float64`);
}

function toLabels(table: TextTable, column: number): Uint8Array {
  return Uint8Array.from(table.rows, (row, time) => toLabel(row[column], () => at(table, time, column)));
}

function toLabel(cell: TextCell, where: () => string): number {
  const text = String(cell).toLowerCase();
  if (TRUTH.test(text)) return text === 'true' ? 1 : 0;
  const value = text === '' || cell === null ? NaN : Number(text);
  if (value !== 0 && value !== 1) {
    throw new DataError(`${where()}: expected a label 0 or 1, found '${shorten(text)}'`);
  }
  return value;
}

/** Converts timestamps to numbers if all of them are numbers, otherwise to text. */
function toTimestamps(cells: readonly TextCell[]): (number | string)[] {
  const texts = cells.map((cell) => (cell === null ? '' : String(cell)));
  return texts.every((text) => DECIMAL.test(text)) ? texts.map(Number) : texts;
}

function at(table: TextTable, row: number, column: number): string {
  return `${table.name}: line ${table.lines[row]}, column '${table.columns[column]}'`;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
