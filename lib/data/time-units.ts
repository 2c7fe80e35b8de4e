/** Times of two units in one column, such as seconds that continue in milliseconds. */
import { DataError, grouped } from '../base/index';
import type { Values } from './steps-of-values';
import { type TimeForm, type TimeUnit, unitOf } from './time-value';

/** How far a Unix time of another unit may be from the one before, as a share of it: half a year in 54. */
const NEAR = 0.01;

/** Steps of numbers without a unit are compared with this tolerance. */
const LIKE = 0.5;

const UNITS: Readonly<Record<TimeUnit, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
};

/** A column of times, for messages. */
interface Column {
  readonly file: string;
  readonly column: string;
  line(row: number): number;
}

/**
 * Requires numbers to be times of one unit, unless an option says which.
 *
 * @throws {DataError} At the first row that is about 1,000, 1e6 or 1e9 times the row before or as small a part of it. Numbers
 *                     from a zero of their own must also continue by steps that are so much longer or shorter.
 */
export function requireOneUnit(
  { seconds, nanos, form }: { readonly form: TimeForm; readonly seconds: Float64Array; readonly nanos?: Float64Array },
  column: Column & { text(row: number): string },
): void {
  if (form.kind !== 'number') return;
  const at = (row: number) => seconds[row] + (nanos?.[row] ?? 0) / 1e9;
  for (let row = 1; row < seconds.length; row++) {
    const factor = factorOf(at(row - 1), at(row));
    if (factor === undefined) continue;
    const [text, before] = [column.text(row), column.text(row - 1)];
    const units = unitsOf(Number(before), Number(text));
    if (!units && !continues(at, row, factor, seconds.length)) continue;
    refuseUnits(column, { row, before, text, units, factor });
  }
}

/** Finds the first row of a column at which Unix times that never fall continue in a larger unit; -1 if there is none. */
export function unitChange(values: Values): number {
  let found = -1;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (unitOf(value) === undefined || value < 0 || (row > 0 && !(value >= values[row - 1]))) return -1;
    if (row > 0 && found < 0 && unitsOf(values[row - 1], value)) found = row;
  }
  return found;
}

/** @throws {DataError} At a row whose unit is not that of the row before. */
export function refuseUnits(
  { file, column, line }: Column,
  {
    row,
    before,
    text,
    ...found
  }: {
    readonly row: number;
    readonly before: string;
    readonly text: string;
    readonly units?: readonly [TimeUnit, TimeUnit];
    readonly factor?: number;
  },
): never {
  const units = found.units ?? unitsOf(Number(before), Number(text));
  const [unit, other] = units
    ? [`in ${UNITS[units[0]]}`, `one in ${UNITS[units[1]]}`]
    : ['of the unit', `about ${written(found.factor ?? 1)}`];
  throw new DataError(
    `${file}: line ${line(row)}, column '${column}': expected a time ${unit} as in the row before, '${before}', found '${text}', ` +
      `${other}; --time-unit takes all times as of one unit`,
  );
}

function written(factor: number): string {
  return factor > 1 ? `${grouped(factor)} times as large` : `${grouped(1 / factor)} times as small`;
}

/** Returns the power of 1,000 by which a value is larger than the one before, to a factor of two; undefined for any other. */
function factorOf(before: number, value: number): number | undefined {
  // Most rows end here.
  if ((value < 500 * before && before < 500 * value) || !(before > 0 && value > 0)) return undefined;
  const ratio = value / before;
  return [1e3, 1e6, 1e9].flatMap((each) => [each, 1 / each]).find((each) => ratio > 0.5 * each && ratio < 2 * each);
}

/** Returns the units of two Unix times, if they differ and the times are near to each other. */
function unitsOf(before: number, value: number): readonly [TimeUnit, TimeUnit] | undefined {
  const factor = factorOf(before, value);
  const [first, other] = [unitOf(before), unitOf(value)];
  if (factor === undefined || first === undefined || other === undefined || first === other) return undefined;
  return Math.abs(value / factor - before) <= NEAR * before ? [first, other] : undefined;
}

/** Whether a row continues the rows before it, and the row after it continues the row, by the step before times a factor. */
function continues(at: (row: number) => number, row: number, factor: number, length: number): boolean {
  if (row < 2 || row + 1 >= length) return false;
  const step = at(row - 1) - at(row - 2);
  const isLike = (found: number) => Math.abs(found - step) <= LIKE * Math.abs(step);
  return step !== 0 && isLike(at(row) / factor - at(row - 1)) && isLike((at(row + 1) - at(row)) / factor);
}
