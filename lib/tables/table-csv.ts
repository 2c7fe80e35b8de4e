/** Tables as CSV, for a spreadsheet or another program: every number in full. */
import { seedInterval } from './seed-interval';
import { fullColumns, isInterval, isOverSeeds, numberOf, placeOf, type Cell, type Table } from './table';

/** The fields of a cell by the ends of their headings: '' for the value itself. */
type Fields = Readonly<Record<string, string>>;

/**
 * Writes a table as CSV with a line of headings. A column over seeds becomes three: the mean, the deviation and the values,
 * with blanks between them. A column of intervals becomes three: the value and both ends. What is missing is an empty field.
 *
 * @throws {DataError} If a number is NaN or infinite.
 * @see RFC 4180; lines end in CR LF, as it asks.
 */
export function toCsv(table: Table): string {
  const columns = fullColumns(table);
  const ends = columns.map((_, j) => headingEnds(table.rows.map((row) => row[j])));
  const heads = columns.flatMap(({ heading }, j) => ends[j].map((end) => `${heading}${end}`));
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
  if (typeof cell === 'string') return { '': cell };
  const value = String(numberOf(cell, place));
  if (typeof cell === 'number') return { '': value };
  if (isInterval(cell)) return { '': value, ' low': String(cell.low), ' high': String(cell.high) };
  if (cell.length === 1) return { '': value };
  return { '': value, ' deviation': String(seedInterval(cell, place).deviation), ' values': cell.join(' ') };
}

function quote(field: string): string {
  return /[",\r\n]|^\s|\s$/.test(field) ? `"${field.replace(/"/g, '""')}"` : field;
}
