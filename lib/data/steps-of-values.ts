/** Whether the values of a column only grow, by about the same step or as Unix times do. */
import { isLikelyTimeName } from './column-names';
import { unitOf } from './time-value';

/** Fewer rows do not tell a count from a feature. */
export const MIN_COUNT_ROWS = 10;

/** How near steps are to the middle one, as a share of it, to count as about the same; and how many must be. */
const NEAR = 0.01;
const SHARE = 0.95;

/** The values of a column, as an array or as a view into rows. */
export interface Values {
  readonly length: number;
  readonly [row: number]: number;
}

export interface Steps {
  /** Whether each value is greater than the one before. */
  readonly growing: boolean;
  /** Whether they grow, or each of them falls, by about the same step: 95 % within 1 % of the median. */
  readonly counting: boolean;
}

/** Looks at the steps of a column. A missing value is no step up. */
export function stepsOf(values: Values): Steps {
  const { length } = values;
  if (length < 2) return { growing: false, counting: false };
  const falls = values[1] < values[0];
  for (let row = 1; row < length; row++) {
    const step = values[row] - values[row - 1];
    if (!(falls ? step < 0 : step > 0)) return { growing: false, counting: false };
  }
  // A few thousand steps, evenly spread, tell the median.
  const every = Math.max(1, Math.floor(length / 4096));
  const some = Float64Array.from({ length: Math.floor((length - 1) / every) }, (_, i) => {
    return Math.abs(values[(i + 1) * every] - values[(i + 1) * every - 1]);
  }).sort();
  const median = some[some.length >> 1];
  // Decimals are rounded as they are written.
  const tolerance = Math.max(NEAR * median, 1e-9 * Math.abs(values[length - 1]));
  let near = 0;
  for (let row = 1; row < length; row++) {
    if (Math.abs(Math.abs(values[row] - values[row - 1]) - median) <= tolerance) near++;
  }
  return { growing: !falls, counting: near >= SHARE * (length - 1) };
}

/** Whether values are Unix times of one unit that never fall, and end at most half as large again as they begin. */
export function isClock(values: Values): boolean {
  const { length } = values;
  const [first, last] = [values[0], values[length - 1]];
  const unit = unitOf(first);
  if (unit === undefined || length < 3 || !(first > 0 && last > first && last < 1.5 * first)) return false;
  for (let row = 1; row < length; row++) {
    if (unitOf(values[row]) !== unit || !(values[row] >= values[row - 1])) return false;
  }
  return true;
}

/**
 * Whether values are those of a time whose rows are out of order: all different, and Unix times of one unit, named like a count,
 * or a count once they are sorted.
 */
export function isDisorderedTime(values: Values, name: string): boolean {
  const { length } = values;
  if (length < MIN_COUNT_ROWS) return false;
  const sorted = Float64Array.from(values).sort();
  if (sorted.some((value, row) => row > 0 && !(value > sorted[row - 1]))) return false;
  const areWhole = sorted.every((value) => Number.isInteger(value));
  return stepsOf(sorted).counting || (areWhole && (isClock(sorted) || isLikelyTimeName(name)));
}

/** Whether values count up by one step in their first rows, as those do of which {@link restartsOf} finds restarts. */
export function countsAtFirst(values: Values): boolean {
  const step = values[1] - values[0];
  if (values.length <= MIN_COUNT_ROWS || !(step > 0)) return false;
  for (let row = 1; row < MIN_COUNT_ROWS; row++) if (!isStep(values, row, step)) return false;
  return true;
}

function isStep(values: Values, row: number, step: number): boolean {
  return Math.abs(values[row] - values[row - 1] - step) <= NEAR * step;
}

/**
 * Finds where values that count up by one step start again from where they began, as the times of runs after each other do.
 *
 * @returns  The first row of each further run; undefined if the values do not count so.
 */
export function restartsOf(values: Values): number[] | undefined {
  const { length } = values;
  if (!countsAtFirst(values)) return undefined;
  const step = values[1] - values[0];
  const restarts: number[] = [];
  for (let row = MIN_COUNT_ROWS; row < length; row++) {
    if (isStep(values, row, step)) continue;
    const isFall = values[row] < values[row - 1];
    const isRestart = isFall && values[row] >= values[0] && values[row] <= values[0] + step;
    if (!isRestart) return undefined;
    restarts.push(row);
  }
  return restarts.length > 0 ? restarts : undefined;
}
