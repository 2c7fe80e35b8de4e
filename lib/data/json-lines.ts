/** Reads JSON lines, one time step per line: an array of values or an object of named values. */
import { counted, DataError } from '../base/index';
import { CellRows, type TextCell } from './cell-rows';
import { numberedNames } from './column-names';
import { parseJson } from './parse-json';
import type { RawTable } from './raw-table';
import type { ReadOptions } from './read-options';
import type { TextTable } from './table';
import type { TextSource } from './text-layout';

/** Longest line, in characters. */
const LONGEST_LINE = 2 ** 26;

/**
 * Reads JSON lines as a stream into columns.
 *
 * If the first line is an array, every line must be an array of its length, and the columns are named 'feature 0' and so on. If
 * it is an object, every line must be an object, and its keys name the columns. In a later object a missing key is a missing
 * value and a new key is an error.
 *
 * @throws {DataError} If a line is not JSON or does not match the first line; the message gives the line.
 */
export function readJsonLines(source: TextSource, options: ReadOptions): RawTable {
  const rows = new CellRows(source.name, options);
  let columns: readonly string[] = [];
  readLines(source, (row) => {
    ({ columns } = row);
    rows.add(columns, row.cells, row.line);
  });
  return rows.finish(columns);
}

/**
 * Parses JSON lines into a table of cells, as {@link readJsonLines} reads them.
 *
 * @throws {DataError} If a line is not JSON or does not match the first line; the message gives the line.
 */
export function parseJsonLines(text: string, name: string): TextTable {
  const rows: TextCell[][] = [];
  const lines: number[] = [];
  let columns: readonly string[] = [];
  readLines({ name, chunks: () => [Buffer.from(text)] }, (row) => {
    columns = row.columns;
    rows.push(row.cells);
    lines.push(row.line);
  });
  return { name, columns, rows, lines };
}

/**
 * Reads the names of the columns from the first line of JSON lines.
 *
 * @throws {DataError} If the text is empty, or its first line is not JSON.
 */
export function readJsonColumns(source: TextSource): readonly string[] {
  let found: readonly string[] = [];
  readLines(source, ({ columns }) => {
    found = columns;
    return false;
  });
  return found;
}

interface JsonRow {
  readonly columns: readonly string[];
  readonly cells: TextCell[];
  readonly line: number;
}

/** @param visit  Called with each row; false ends the reading. */
function readLines(source: TextSource, visit: (row: JsonRow) => unknown): void {
  let columns: readonly string[] | undefined;
  let named = false;
  let line = 0;
  const take = (text: string) => {
    line++;
    if (text.trim() === '') return true;
    const where = `${source.name}: line ${line}`;
    const value = parseLine(text, where);
    if (!columns) {
      named = !Array.isArray(value);
      columns = Array.isArray(value) ? numberedNames(value.length) : Object.keys(value);
    }
    if (Array.isArray(value) === named) {
      throw new DataError(`${where}: expected an ${named ? 'object' : 'array'} as on the first line`);
    }
    const cells = (Array.isArray(value) ? arrayRow : objectRow)(value as never, columns, where);
    return visit({ columns, cells, line }) !== false;
  };
  const decoder = new TextDecoder();
  let rest = '';
  for (const chunk of source.chunks()) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    if (!lines.every(take)) return;
    if (rest.length > LONGEST_LINE) throw new DataError(`${source.name}: line ${line + 1}: longer than 64 MiB`);
  }
  take(rest.replace(/\r$/, ''));
  if (!columns) throw new DataError(`${source.name}: the file is empty`);
}

function parseLine(source: string, where: string): unknown[] | Record<string, unknown> {
  const value = parseJson(source, where);
  if (typeof value !== 'object' || value === null) throw new DataError(`${where}: expected an array or an object`);
  return value as unknown[] | Record<string, unknown>;
}

function arrayRow(value: unknown[], columns: readonly string[], where: string): TextCell[] {
  if (value.length !== columns.length) {
    throw new DataError(
      `${where}: expected ${counted(columns.length, 'value')} as on the first line, found ${value.length}`,
    );
  }
  return value.map((cell, i) => toCell(cell, `${where}, column '${columns[i]}'`));
}

function objectRow(value: Record<string, unknown>, columns: readonly string[], where: string): TextCell[] {
  if (Object.keys(value).length > columns.length || !Object.keys(value).every((key, i) => key === columns[i])) {
    const known = new Set(columns);
    const extra = Object.keys(value).find((key) => !known.has(key));
    if (extra !== undefined) throw new DataError(`${where}: expected only keys of the first line, found '${extra}'`);
  }
  return columns.map((column) =>
    toCell(Object.hasOwn(value, column) ? value[column] : null, `${where}, column '${column}'`),
  );
}

function toCell(value: unknown, where: string): TextCell {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as TextCell;
  throw new DataError(`${where}: expected a number, found ${Array.isArray(value) ? 'an array' : 'an object'}`);
}
