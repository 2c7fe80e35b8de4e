/** The ends of a column in words, for the sentence under a table or a figure. */
import { DataError } from '../base/index';
import { formatMeasure } from './number-format';

/** Names with their values, e.g. `PCA (.886)`. */
export interface Extremes {
  readonly lowest: string;
  readonly highest: string;
}

/**
 * Finds the lowest and the highest of named values; of equal ones the first.
 *
 * @throws {DataError} If there are none.
 */
export function extremes(values: Readonly<Record<string, number>>): Extremes {
  const sorted = Object.entries(values).sort(([, a], [, b]) => a - b);
  if (sorted.length === 0) throw new DataError('extremes: expected at least one value, found none');
  const named = ([name, value]: [string, number]) => `${name} (${formatMeasure(value)})`;
  const highest = sorted.find(([, value]) => value === sorted[sorted.length - 1][1])!;
  return { lowest: named(sorted[0]), highest: named(highest) };
}
