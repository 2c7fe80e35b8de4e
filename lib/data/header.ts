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

/**
 * Decides whether the first record is a header. It is one if a cell is not a value. Whole numbers that count from 0 or 1, as
 * pandas names the columns of an array, are a header if they do not continue the columns below.
 *
 * @throws {DataError} If the first record may be a header or data; the message names the option that tells.
 */
export function isHeader(table: Table): boolean {
  const { first, decimal } = table;
  const values = first.filter((cell) => looksLikeValue(cell, decimal) || isDate(cell) || isTimeOfDay(cell));
  if (values.length < first.length) {
    const data = first.find(
      (cell) => isDate(cell) || (/^[+-]?\d*[.,]\d/.test(cell) && readDecimal(cell, decimal) !== undefined),
    );
    if (data !== undefined) {
      const other = first.find((cell) => !values.includes(cell));
      refuse(table, `'${data}' looks like a value, '${other}' like a name`);
    }
    return true;
  }
  return numbersAreHeader(table);
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
  const { first, rest } = table;
  const unnamed = first.length > 1 && first[0] === '';
  const numbers = unnamed ? first.slice(1) : first;
  const start = Number(numbers[0]);
  const isCount = numbers.every((cell, i) => /^\d{1,6}$/.test(cell) && Number(cell) === start + i);
  if (!isCount || (start > 1 && numbers.length < 3) || rest.length === 0) return false;
  const offset = unnamed ? 1 : 0;
  const evidence = numbers.map((cell, i) =>
    differs(
      Number(cell),
      rest.map((row) => row[i + offset] ?? ''),
      table.decimal,
    ),
  );
  const differing = evidence.filter(({ out, style }) => out || style).length;
  const isIndexed = unnamed && rest.every((row) => /^\d+$/.test(row[0] ?? ''));
  if (isIndexed) return true;
  if (numbers.length === 1) {
    const [{ out, style }] = evidence;
    if (!out && !style) return false;
    if (out && style) return true;
  } else {
    if (differing === numbers.length || (numbers.length > 2 && differing > numbers.length / 2)) return true;
    if (differing === 0 && numbers.length <= 3) return false;
  }
  return refuse(table, `'${first.join(', ')}' may be names or values`);
}

/**
 * How a number of the first record differs from the column below it: `out` of its range, stretched to both sides by as much
 * again; of another `style`, without the decimals that every other number has.
 */
function differs(value: number, cells: readonly string[], decimal: Decimal): { out: boolean; style: boolean } {
  const written = cells.filter((cell) => readDecimal(cell, decimal) !== undefined);
  // Fewer tell no range.
  if (written.length < 3) return { out: false, style: false };
  const numbers = written.map((cell) => readDecimal(cell, decimal)!);
  const low = numbers.reduce((a, b) => Math.min(a, b));
  const high = numbers.reduce((a, b) => Math.max(a, b));
  const reach = high > low ? high - low : Math.max(1, Math.abs(high) / 2);
  return {
    out: value < low - reach || value > high + reach,
    style: written.every((cell) => /[.,e]/i.test(cell)),
  };
}

function refuse({ name }: Table, why: string): never {
  throw new DataError(`${name}: the first line: ${why}; expected the option --header or --no-header to tell`);
}
