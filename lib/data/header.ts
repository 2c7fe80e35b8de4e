/** Recognises whether the first record of a table names its columns. */
import { DataError } from '../base/index';
import { type Decimal, looksLikeValue, readDecimal } from './cell';
import { recogniseTimes } from './time-value';

interface Table {
  /** The file's name, for messages. */
  readonly name: string;
  readonly decimal: Decimal;
  /** The first record, and those after it, as far as they were looked at. */
  readonly first: readonly string[];
  readonly rest: readonly (readonly string[])[];
}

/** The first record may be a header or data. */
export class UnclearHeader extends DataError {}

/** What a number has that is not written as a whole number. */
const DECIMALS = /[.,e]/i;

/** Fewer rows do not tell that a column is always written with decimals. */
const MIN_STYLE_ROWS = 10;

/**
 * Decides whether the first record is a header. It is one if a cell is not a value, unless it looks like the rows below.
 * A record of numbers is a header if they are whole numbers, all different, each far outside its column and without the
 * decimals there, or most of them if they count from one to the next.
 *
 * @throws {UnclearHeader} If the first record may be a header or data; the message names the option that tells.
 */
export function isHeader(table: Table): boolean {
  const { first, rest, decimal } = table;
  const isValue = (cell: string) => looksLikeValue(cell, decimal) || isDate(cell) || isTimeOfDay(cell);
  const other = first.find((cell) => !isValue(cell));
  if (other === undefined) return numbersAreHeader(table);
  const data =
    first.find((cell) => isDate(cell) || (/^[+-]?\d*[.,]\d/.test(cell) && readDecimal(cell, decimal) !== undefined)) ??
    (first.every((cell, i) => isValue(cell) || rest.every((row) => row[i] !== undefined && !isValue(row[i])))
      ? first.find((cell, i) => continues(table, cell, i))
      : undefined);
  return data === undefined || refuse(table, `'${data}' looks like a value, '${other}' like a name`);
}

/** Whether a number of the first record may be one of the column below it. */
function continues({ rest, decimal }: Table, cell: string, column: number): boolean {
  if (readDecimal(cell, decimal) === undefined || rest.length < 3) return false;
  const { out, style } = differs(
    cell,
    rest.map((row) => row[column] ?? ''),
    decimal,
  );
  return !out && !style;
}

/** Whether a cell is written as a date, also where it is unclear which number is the month. */
export function isDate(cell: string): boolean {
  if (!/^\d{1,4}[-/.]\d\d?[-/.]\d/.test(cell)) return false;
  return recogniseTimes([cell]) !== undefined || /^\d\d?[-/.]\d\d?[-/.]\d{4}/.test(cell);
}

/** Whether a cell is a time of day, such as 20:00 or 8:00:05.5 PM. */
export function isTimeOfDay(cell: string): boolean {
  return /^\d\d?:\d\d(:\d\d([.,]\d+)?)?(\s*[AP]M)?$/i.test(cell);
}

function numbersAreHeader(table: Table): boolean {
  const { first, rest, decimal } = table;
  const unnamed = first.length > 1 && first[0] === '';
  const numbers = unnamed ? first.slice(1) : first;
  const offset = unnamed ? 1 : 0;
  const column = (i: number) => rest.map((row) => row[i + offset] ?? '');
  const values = numbers.map((cell) => readDecimal(cell, decimal));
  if (rest.length === 0 || values.includes(undefined) || new Set(numbers).size < numbers.length) return false;
  const start = values[0]!;
  const areWhole = numbers.every((cell) => /^\d{1,9}$/.test(cell));
  const isCount = areWhole && values.every((value, i) => value === start + i);
  if (isCount && unnamed && rest.every((row) => /^\d+$/.test(row[0] ?? ''))) return true;
  const evidence = numbers.map((cell, i) => differs(cell, column(i), decimal));
  const differing = evidence.filter(({ out, style }) => out || style).length;
  const isCertain = areWhole && evidence.every(({ out, style }) => out && style);
  const unclear = `'${shortened(first)}' may be names or values`;
  if (isCount && start <= 1) {
    if (numbers.length === 1) {
      if (isCertain) return true;
      return start === 0 || differing > 0 ? refuse(table, unclear) : false;
    }
    if (differing === numbers.length || (numbers.length > 2 && differing > numbers.length / 2)) return true;
    // An index of rows that stands before the values counts on in the rows below.
    const isIndex = column(0).every((cell, row) => cell === String(start + row + 1));
    return isIndex || (start > 0 && differing === 0 && numbers.length <= 3) ? false : refuse(table, unclear);
  }
  if (isCertain && numbers.length > 1) return true;
  if (isCount && numbers.length > 2) {
    return differing > numbers.length / 2 || refuse(table, unclear);
  }
  const isTold = numbers.length > 1 ? differing === numbers.length : areWhole && differing > 0;
  return isTold && rest.length >= MIN_STYLE_ROWS ? refuse(table, unclear) : false;
}

/**
 * How a number of the first record differs from the column below it: `out` of its range, stretched to both sides by as much
 * again; of another `style`, without the decimals that every other number has.
 */
function differs(cell: string, cells: readonly string[], decimal: Decimal): { out: boolean; style: boolean } {
  const value = readDecimal(cell, decimal)!;
  const written = cells.filter((cell) => readDecimal(cell, decimal) !== undefined);
  // Fewer tell no range.
  if (written.length < 3) return { out: false, style: false };
  const numbers = written.map((cell) => readDecimal(cell, decimal)!);
  const low = numbers.reduce((a, b) => Math.min(a, b));
  const high = numbers.reduce((a, b) => Math.max(a, b));
  const reach = high > low ? high - low : Math.max(1, Math.abs(high) / 2);
  return {
    out: value < low - reach || value > high + reach,
    style: !DECIMALS.test(cell) && written.every((other) => DECIMALS.test(other)),
  };
}

function refuse({ name }: Table, why: string): never {
  throw new UnclearHeader(`${name}: the first line: ${why}; expected the option --header or --no-header to tell`);
}

function shortened(cells: readonly string[]): string {
  return cells.slice(0, 10).join(', ') + (cells.length > 10 ? ', ...' : '');
}
