/** Reads text separated by commas, semicolons or tabs into a table. */
import { DataError } from '../base/index';
import { numberedNames } from './column-names';
import { parseDelimited } from './delimited-text';
import { looksLikeValue, type TextTable } from './table';

export interface CsvOptions {
  /** Whether the first row names the columns. Default: if one of its cells is not a number, a truth value or a date. */
  readonly header?: boolean;
  /** Default: whichever of comma, semicolon and tab is most frequent in the first line. */
  readonly delimiter?: string;
}

const DATE = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?$/;

/**
 * Parses delimited text with quoted fields, a byte order mark and any line breaks. Without a header the columns are
 * named 'feature 0', 'feature 1' and so on, and a first column of dates 'timestamp'. An unnamed first column, such as
 * the index that pandas writes, is named 'index'.
 *
 * @throws {DataError} If the text is empty, rows differ in length or quotes do not match; the message gives the line.
 */
export function parseCsv(text: string, name: string, options: CsvOptions = {}): TextTable {
  const records = parseDelimited(text, name, options.delimiter ?? detectDelimiter(text));
  const first = records[0]?.cells;
  if (!first) throw new DataError(`${name}: the file is empty`);
  const header = options.header ?? !first.every((cell) => looksLikeValue(cell) || DATE.test(cell));
  const data = header ? records.slice(1) : records;
  return {
    name,
    columns: header ? nameColumns(first, name) : numberColumns(first),
    rows: data.map(({ cells }) => cells),
    lines: data.map(({ line }) => line),
  };
}

function numberColumns(cells: readonly string[]): string[] {
  return DATE.test(cells[0]) ? ['timestamp', ...numberedNames(cells.length - 1)] : numberedNames(cells.length);
}

function nameColumns(cells: readonly string[], name: string): string[] {
  return cells.map((cell, i) => {
    if (cell !== '') return cell;
    if (i === 0) return 'index';
    throw new DataError(`${name}: line 1: column ${i + 1} has no name`);
  });
}

function detectDelimiter(text: string): ',' | ';' | '\t' {
  const start = text.search(/[^\s\uFEFF]/);
  const lineEnd = text.slice(start).search(/[\r\n]/);
  const line = text.slice(start, lineEnd < 0 ? undefined : start + lineEnd).replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => line.split(delimiter).length - 1;
  if (count('\t') > count(',') && count('\t') >= count(';')) return '\t';
  return count(';') > count(',') ? ';' : ',';
}
