/** Reads JSON lines, one time step per line: an array of values or an object of named values. */
import { DataError } from '../base/index';
import { numberedNames } from './column-names';
import type { TextCell, TextTable } from './table';

/**
 * Parses JSON lines. If the first line is an array, every line must be an array of its length, and the columns are
 * named 'feature 0' and so on. If it is an object, every line must be an object, and its keys name the columns. In a
 * later object a missing key is a missing value and a new key is an error.
 *
 * @throws {DataError} If a line is not JSON or does not match the first line; the message gives the line.
 */
export function parseJsonLines(text: string, name: string): TextTable {
  const rows: TextCell[][] = [];
  const lines: number[] = [];
  let columns: string[] | undefined;
  let named = false;
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|[\r\n]/)
    .forEach((source, i) => {
      if (source.trim() === '') return;
      const where = `${name}: line ${i + 1}`;
      const value = parseLine(source, where);
      if (!columns) {
        named = !Array.isArray(value);
        columns = Array.isArray(value) ? numberedNames(value.length) : Object.keys(value);
      }
      if (Array.isArray(value) === named) {
        throw new DataError(`${where}: expected an ${named ? 'object' : 'array'} as on the first line`);
      }
      rows.push((Array.isArray(value) ? arrayRow : objectRow)(value as never, columns, where));
      lines.push(i + 1);
    });
  if (!columns) throw new DataError(`${name}: the file is empty`);
  return { name, columns, rows, lines };
}

function parseLine(source: string, where: string): unknown[] | Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    throw new DataError(`${where}: not valid JSON`);
  }
  if (typeof value !== 'object' || value === null) throw new DataError(`${where}: expected an array or an object`);
  return value as unknown[] | Record<string, unknown>;
}

function arrayRow(value: unknown[], columns: readonly string[], where: string): TextCell[] {
  if (value.length !== columns.length) {
    throw new DataError(`${where}: expected ${columns.length} values as on the first line, found ${value.length}`);
  }
  return value.map((cell, i) => toCell(cell, `${where}, column '${columns[i]}'`));
}

function objectRow(value: Record<string, unknown>, columns: readonly string[], where: string): TextCell[] {
  const known = new Set(columns);
  const extra = Object.keys(value).find((key) => !known.has(key));
  if (extra !== undefined) throw new DataError(`${where}: expected only keys of the first line, found '${extra}'`);
  return columns.map((column) =>
    toCell(Object.hasOwn(value, column) ? value[column] : null, `${where}, column '${column}'`),
  );
}

function toCell(value: unknown, where: string): TextCell {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as TextCell;
  throw new DataError(`${where}: expected a number, found ${Array.isArray(value) ? 'an array' : 'an object'}`);
}
