/**
 * Tables as CSV, for a spreadsheet or another program: every number in full.
 *
 * A spreadsheet takes a field that begins with =, +, -, @, a tab or a line break for a formula, whatever its quotes. Text of
 * that kind, which is not a number, gets an apostrophe before it, and one more if it has some already: `parseCsv` takes it
 * away again.
 */
import { parse } from 'csv-parse/sync';
import { DataError, messageOf } from '../base/index';
import { asTable, type TableRecord } from './records-table';
import { seedInterval } from './seed-interval';
import { fullColumns, isInterval, isOverSeeds, numberOf, placeOf, type Cell, type Table } from './table';

/** What a spreadsheet would run, also behind apostrophes; `=` to `@` also in the width of Asian scripts. */
const FORMULA = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The fields of a cell by the ends of their headings: '' for the value itself. */
type Fields = Readonly<Record<string, string>>;

/**
 * Writes a table as CSV with a line of headings. A column over seeds becomes three: the mean, the deviation and the values,
 * with blanks between them. A column of intervals becomes three: the value and both ends. What is missing is an empty field.
 *
 * @param given  A table, or plain records, one a row.
 * @throws {DataError} If a number is NaN or infinite.
 * @see RFC 4180; lines end in CR LF, as it asks.
 */
export function toCsv(given: Table | readonly TableRecord[]): string {
  const table = asTable(given);
  const columns = fullColumns(table);
  const ends = columns.map((_, j) => headingEnds(table.rows.map((row) => row[j])));
  const heads = columns.flatMap(({ heading }, j) => ends[j].map((end) => harmless(`${heading}${end}`)));
  const rows = table.rows.map((row, i) =>
    columns.flatMap((column, j) => {
      const fields = fieldsOf(row[j], placeOf(table, i, column));
      return ends[j].map((end) => fields[end] ?? '');
    }),
  );
  return [heads, ...rows].map((fields) => `${fields.map(quote).join(',')}\r\n`).join('');
}

/** Lists the ends of the headings that a column of these cells needs; a single seed needs no more than its value. */
function headingEnds(cells: readonly Cell[]): string[] {
  const seeds = cells.some((cell) => isOverSeeds(cell) && cell.length > 1);
  const intervals = cells.some(isInterval);
  return ['', ...(seeds ? [' deviation', ' values'] : []), ...(intervals ? [' low', ' high'] : [])];
}

function fieldsOf(cell: Cell, place: string): Fields {
  if (cell === null || cell === undefined) return {};
  if (typeof cell === 'string') return { '': harmless(cell) };
  const value = String(numberOf(cell, place));
  if (typeof cell === 'number') return { '': value };
  if (isInterval(cell)) return { '': value, ' low': String(cell.low), ' high': String(cell.high) };
  if (cell.length === 1) return { '': value };
  return { '': value, ' deviation': String(seedInterval(cell, place).deviation), ' values': cell.join(' ') };
}

/** Makes text that a spreadsheet would take for a formula mere text. */
function harmless(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

function quote(field: string): string {
  return /[",\r\n]|^\s|\s$/.test(field) ? `"${field.replace(/"/g, '""')}"` : field;
}

/**
 * Reads what {@link toCsv} wrote: the headings, then the rows, each field the text that it was made of.
 *
 * @public Undoes the apostrophes that keep a spreadsheet from running text.
 * @param name  The file, for messages.
 * @throws {DataError} If the text is not CSV with rows of one length.
 */
export function parseCsv(text: string, name: string): string[][] {
  try {
    return parse(text).map((row) =>
      row.map((field) => (/^'/.test(field) && FORMULA.test(field) ? field.slice(1) : field)),
    );
  } catch (error) {
    throw new DataError(`${name}: expected a table as CSV (${messageOf(error)})`);
  }
}
