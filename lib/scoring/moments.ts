/** Mean and standard deviation of scores, with an error where they overflow. */
import { mean as meanOf, standardDeviation as deviationOf } from '../base/index';
import { ScoringError } from './scoring-error';

export interface Moments {
  readonly mean: number;
  /** Population standard deviation, as numpy's `std`. */
  readonly standardDeviation: number;
}

/**
 * Computes mean and population standard deviation, in two passes.
 *
 * @param where   Name of the exported function, for the message.
 * @param values  Finite numbers, at least one.
 * @throws {ScoringError} If the values are so large that their sum or their squares overflow.
 */
export function moments(where: string, values: Float64Array): Moments {
  const mean = meanOf(values);
  const standardDeviation = deviationOf(values, mean);
  if (!Number.isFinite(standardDeviation)) {
    throw new ScoringError(where, 'the values are too large: their mean or variance overflows.');
  }
  return { mean, standardDeviation };
}
