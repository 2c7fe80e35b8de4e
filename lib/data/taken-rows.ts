/** Which rows of a table become time steps, in which order: one device of several, by time, without rows that come twice. */
import { counted, DataError } from '../base/index';
import type { RawTable } from './raw-table';
import type { ReadOptions, TimeDescription } from './read-options';
import { compareRows, orderOf, type Rows, type Times, type TimeTexts } from './time-column';

/** Rows in order. Without `list`, all of them. */
export class TakenRows implements Rows {
  constructor(
    private readonly all: number,
    readonly list?: Int32Array,
  ) {}

  get length(): number {
    return this.list?.length ?? this.all;
  }

  row(place: number): number {
    return this.list ? this.list[place] : place;
  }

  /** Keeps the places that pass a test. */
  filter(test: (place: number) => boolean): TakenRows {
    const kept = new Int32Array(this.length);
    let length = 0;
    for (let place = 0; place < this.length; place++) if (test(place)) kept[length++] = this.row(place);
    return length === this.length ? this : new TakenRows(this.all, kept.slice(0, length));
  }

  reversed(): TakenRows {
    const { length } = this;
    return new TakenRows(
      this.all,
      Int32Array.from({ length }, (_, place) => this.row(length - 1 - place)),
    );
  }

  sorted(compare: (a: number, b: number) => number): TakenRows {
    const list = Int32Array.from({ length: this.length }, (_, place) => this.row(place));
    return new TakenRows(
      this.all,
      list.sort((a, b) => compare(a, b) || a - b),
    );
  }
}

/**
 * Puts rows in order of time. Newest first is turned round with a note; any other disorder is refused, unless `sort` says
 * what to do.
 *
 * @param hint  What may explain the disorder, to end the message.
 * @throws {DataError} If the rows are out of order; the message gives the first line.
 */
export function inOrder(
  rows: TakenRows,
  times: Times,
  context: {
    readonly column: TimeTexts;
    readonly sort: ReadOptions['sort'];
    readonly hint: string;
    readonly notes: string[];
  },
): { rows: TakenRows; order: TimeDescription['order'] } {
  const { column, sort, hint, notes } = context;
  const order = orderOf(times, rows);
  if (order.kind === 'ascending') return { rows, order: order.kind };
  const [row, before] = [rows.row(order.first), rows.row(order.first - 1)];
  const where = `line ${column.line(row)}`;
  if (sort === false) {
    notes.push(
      `times run backwards ${counted(order.back, 'time')}, first at ${where}; rows are left in the file's order`,
    );
    return { rows, order: order.kind };
  }
  if (order.kind === 'newest first') {
    notes.push('times run from the newest to the oldest; rows were turned round');
    return { rows: rows.reversed(), order: order.kind };
  }
  if (sort) {
    notes.push(`times run backwards ${counted(order.back, 'time')}, first at ${where}; rows were sorted by time`);
    return { rows: rows.sorted((a, b) => compareRows(times, a, b)), order: order.kind };
  }
  throw new DataError(
    `${column.file}: ${where}, column '${column.column}': expected times in order, found '${column.text(row)}' after ` +
      `'${column.text(before)}' (${counted(order.back, 'such row')})${hint || '; --sort puts rows in order of time, --no-sort takes them as they are'}`,
  );
}

/**
 * Drops rows that repeat the row before, where every repeated time has the same row again. If one of them has other values, none
 * is dropped: the times may only be too coarse.
 */
export function withoutRepeats(rows: TakenRows, times: Times, table: RawTable, notes: string[]): TakenRows {
  let same = 0;
  let other = 0;
  const repeats = (place: number) => place > 0 && compareRows(times, rows.row(place), rows.row(place - 1)) === 0;
  for (let place = 1; place < rows.length; place++) {
    if (!repeats(place)) continue;
    if (isSameRow(table, rows.row(place), rows.row(place - 1))) same++;
    else other++;
  }
  if (same + other === 0) return rows;
  if (other > 0) {
    notes.push(
      `rows with the time of the row before: ${same + other}, ${other} of them with other values; all were kept`,
    );
    return rows;
  }
  notes.push(`rows with the time and the values of the row before: ${same}; they were dropped`);
  return rows.filter((place) => !repeats(place));
}

function isSameRow(table: RawTable, a: number, b: number): boolean {
  const { slots } = table.plan;
  for (let slot = 0; slot < slots; slot++) {
    const [x, y] = [table.values[a * slots + slot], table.values[b * slots + slot]];
    if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) return false;
  }
  return table.texts.every((texts) => !texts || texts.code(a) === texts.code(b));
}

/** Whether the times of each device only grow, so that the column tells devices apart whose rows are mixed. */
export function growsInEach(times: Times, rows: Rows, codeOf: (row: number) => number): boolean {
  const last = new Map<number, number>();
  for (let place = 0; place < rows.length; place++) {
    const row = rows.row(place);
    const before = last.get(codeOf(row));
    if (before !== undefined && compareRows(times, row, before) <= 0) return false;
    last.set(codeOf(row), row);
  }
  return true;
}
