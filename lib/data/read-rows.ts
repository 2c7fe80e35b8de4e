/** Reads the rows of a delimited text into columns. */
import { DataError } from '../base/index';
import type { TablePlan } from './column-plan';
import { plainNumber } from './plain-number';
import { RawTable } from './raw-table';
import { plainRows } from './plain-rows';
import { BLANKS, readRecords, type RecordView } from './records';
import { requireCells, type TextLayout, type TextSource } from './text-layout';

const [FEED, RETURN, BLANK, TAB, ZERO, NINE] = [10, 13, 32, 9, 48, 57];

/** Digits that a float64 holds, whatever they are. */
const SAFE_DIGITS = 15;

/**
 * Reads all rows. Numbers are read from the bytes; text is made of a cell only where it is kept or is not a plain number.
 *
 * @throws {DataError} If a quote does not match or a row has another number of cells than the first.
 */
export function readRows(
  source: TextSource,
  layout: TextLayout,
  plan: TablePlan,
): { table: RawTable; blankLines: number } {
  const { records, rules, names } = layout;
  const table = new RawTable(plan, rules, countRows(source, layout));
  const places = plan.columns.map((_, i) => i);
  const valueColumns = Int32Array.from(places.filter((i) => plan.columns[i].slot >= 0));
  const slots = Int32Array.from(valueColumns, (i) => plan.columns[i].slot);
  const textColumns = places.filter((i) => table.texts[i]);
  const timeColumns = places.filter((i) => table.times[i]);
  const decimal = rules.decimal.charCodeAt(0);
  const marked = rules.numbers.size > 0;
  let headers = layout.header ? 1 + layout.units : 0;
  const visit = (record: RecordView) => {
    requireCells(record, names, records);
    if (headers > 0) {
      headers--;
      return;
    }
    table.startRow();
    const { bytes, starts, ends } = record;
    const { values } = table;
    const base = table.rows * plan.slots;
    for (let i = 0; i < valueColumns.length; i++) {
      const cell = valueColumns[i];
      let value = plainNumber(bytes, starts[cell], ends[cell], decimal);
      if (value !== value) value = table.valueOf(slots[i], record.text(cell));
      else if (marked && rules.numbers.has(value)) value = NaN;
      values[base + slots[i]] = value;
    }
    for (const cell of timeColumns) {
      const time = table.times[cell]!;
      const whole = wholeNumber(bytes, starts[cell], ends[cell]);
      if (whole < 0) time.add(record.text(cell));
      else time.addWhole(whole);
    }
    for (const cell of textColumns) table.texts[cell]!.add(record.text(cell));
    table.endRow(record.line);
  };
  const plain = plainRows(plan, {
    delimiter: records.delimiter,
    decimal,
    start: () => table.startRow(),
    value: (slot, value) => {
      table.values[table.rows * plan.slots + slot] = marked && rules.numbers.has(value) ? NaN : value;
    },
    cell: (column, bytes, start, end) => {
      const whole = table.times[column] ? wholeNumber(bytes, start, end) : -1;
      if (whole >= 0) table.times[column]!.addWhole(whole);
      if (whole >= 0 && !table.texts[column]) return;
      const text = bytes.toString('utf8', start, end);
      if (whole < 0) table.times[column]?.add(text);
      table.texts[column]?.add(text);
    },
    end: (line) => table.endRow(line),
  });
  const isPlain = records.delimiter !== BLANKS && !records.cellByCell;
  const { blankLines } = readRecords(source.chunks(), records, visit, isPlain ? plain : undefined);
  if (table.rows === 0) throw new DataError(`${source.name}: expected rows of data, found none`);
  return { table, blankLines };
}

/** Reads a cell of digits without a leading zero; -1 if it is anything else. */
function wholeNumber(bytes: Buffer, start: number, end: number): number {
  const digits = end - start;
  if (digits === 0 || digits > SAFE_DIGITS || (digits > 1 && bytes[start] === ZERO)) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const code = bytes[at];
    if (code < ZERO || code > NINE) return -1;
    value = value * 10 + (code - ZERO);
  }
  return value;
}

/**
 * Counts the rows of data by the lines that hold something, or by the runs of blanks where each cell is a row. Lines of blanks and
 * breaks within quotes count too many, single carriage returns too few; exactness only saves copying.
 */
function countRows(source: TextSource, { header, records }: TextLayout): number {
  const apart = records.cellByCell ? [FEED, RETURN, BLANK, TAB] : [FEED];
  let count = 0;
  let isEmpty = true;
  for (const chunk of source.chunks()) {
    let start = 0;
    const end = (at: number) => {
      const length = at - start - (at > start && chunk[at - 1] === RETURN ? 1 : 0);
      if (length > 0 || !isEmpty) count++;
      isEmpty = true;
      start = at + 1;
    };
    if (apart.length === 1) for (let at = chunk.indexOf(FEED); at >= 0; at = chunk.indexOf(FEED, at + 1)) end(at);
    else chunk.forEach((code, at) => (apart.includes(code) ? end(at) : undefined));
    if (start < chunk.length) isEmpty = false;
  }
  return count + (isEmpty ? 0 : 1) - (header ? 1 : 0) - (records.skipLines ?? 0);
}
