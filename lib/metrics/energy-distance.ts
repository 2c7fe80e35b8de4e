/**
 * The energy distance of two samples: how far what a generator makes lies from data, as a whole. It needs no labels and no
 * second network.
 */
import type { NumberArray } from '../base/index';
import { MetricError } from './metric-error';

const MEASURE = 'energyDistance';

/**
 * Estimates 2 E|X - Y| - E|X - X'| - E|Y - Y'| of two samples, with Euclidean distances and means over pairs of different
 * rows. Samples of one distribution are 0 apart on average, and may be a little below it by chance; rows that are too much
 * alike, as a collapsed generator's, and rows that lie beside the data are both apart.
 *
 * @param a      Row-major, [rows, width], at least two rows.
 * @param b      In the same way.
 * @param width  Values in a row.
 * @throws {MetricError} If a sample is not a whole number of rows, at least two, or a value is not finite.
 * @see Szekely & Rizzo 2013, "Energy statistics: a class of statistics based on distances", section 2.
 */
export function energyDistance(a: NumberArray, b: NumberArray, width: number): number {
  requireRows('a', a, width);
  requireRows('b', b, width);
  return 2 * meanDistance(a, b, width) - meanWithin(a, width) - meanWithin(b, width);
}

function requireRows(name: string, values: NumberArray, width: number): void {
  const rows = values.length / width;
  if (!Number.isInteger(rows) || rows < 2) {
    const found = `found ${values.length} values in rows of ${width}.`;
    throw new MetricError(MEASURE, 'invalid-input', `${name}: expected at least two whole rows; ${found}`);
  }
  const odd = values.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0)
    throw new MetricError(MEASURE, 'invalid-input', `${name}[${odd}] is ${values[odd]}; expected a number.`);
}

/** The mean distance over all pairs of a row of one and a row of the other. */
function meanDistance(a: NumberArray, b: NumberArray, width: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += width) {
    for (let j = 0; j < b.length; j += width) sum += distance(a, i, b, j, width);
  }
  return sum / ((a.length / width) * (b.length / width));
}

/** The mean distance over all pairs of different rows. */
function meanWithin(a: NumberArray, width: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += width) {
    for (let j = i + width; j < a.length; j += width) sum += distance(a, i, a, j, width);
  }
  const rows = a.length / width;
  return sum / ((rows * (rows - 1)) / 2);
}

function distance(a: NumberArray, i: number, b: NumberArray, j: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) {
    const difference = a[i + k] - b[j + k];
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}
