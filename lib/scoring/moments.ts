import { ScoringError } from './scoring-error';

export interface Moments {
  readonly mean: number;
  /** Population standard deviation: the sum of squares is divided by n, as numpy's `std` does. */
  readonly standardDeviation: number;
}

/**
 * Mean and population standard deviation, in two passes.
 *
 * @param values Finite numbers, at least one.
 * @throws {ScoringError} If the values are so large that their sum or their squares overflow.
 */
export function moments(where: string, values: Float64Array): Moments {
  const mean = sum(values, (value) => value) / values.length;
  const variance = sum(values, (value) => (value - mean) ** 2) / values.length;
  if (!Number.isFinite(variance)) {
    throw new ScoringError(where, 'the values are too large: their mean or variance overflows.');
  }
  return { mean, standardDeviation: Math.sqrt(variance) };
}

function sum(values: Float64Array, term: (value: number) => number): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += term(values[i]);
  return total;
}
