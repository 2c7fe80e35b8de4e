/** Tables as CSV, for a spreadsheet or another program: numbers in full, seeds as mean and deviation. */
import { seedInterval } from './seed-interval';
import { fullColumns, placeOf, type Cell, type Table } from './table';

/**
 * A table as CSV with a line of headings. A column with values over seeds becomes two, the mean and the deviation; what is
 * missing is an empty field.
 *
 * @throws {ReportError} If a cell is NaN or infinite.
 * @see RFC 4180; lines end in CR LF as it asks.
 */
export function toCsv(table: Table): string {
  const columns = fullColumns(table);
  const seeded = columns.map((_, j) => table.rows.some((row) => isSeeds(row[j])));
  const heads = columns.flatMap(({ heading }, j) => (seeded[j] ? [heading, `${heading} deviation`] : [heading]));
  const rows = table.rows.map((row, i) =>
    columns.flatMap((column, j) => fieldsOf(row[j], { seeded: seeded[j], place: placeOf(table, i, column) })),
  );
  return [heads, ...rows].map((fields) => `${fields.map(quote).join(',')}\r\n`).join('');
}

function fieldsOf(cell: Cell, { seeded, place }: { seeded: boolean; place: string }): string[] {
  if (cell === null || cell === undefined) return seeded ? ['', ''] : [''];
  if (typeof cell === 'string') return seeded ? [cell, ''] : [cell];
  const { mean, deviation, seeds } = seedInterval(typeof cell === 'number' ? [cell] : cell, place);
  return seeded ? [String(mean), seeds > 1 ? String(deviation) : ''] : [String(mean)];
}

function isSeeds(cell: Cell): boolean {
  return typeof cell === 'object' && cell !== null;
}

function quote(field: string): string {
  return /[",\r\n]|^\s|\s$/.test(field) ? `"${field.replace(/"/g, '""')}"` : field;
}
