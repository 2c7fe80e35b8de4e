/** The mean of a measure over seeds, its deviation and its interval. */
import { DataError, studentT, type NumberArray } from '../base/index';

export interface SeedInterval {
  readonly mean: number;
  /** Sample deviation, n - 1; 0 for a single seed. */
  readonly deviation: number;
  /** 95 % interval of the mean; both ends are the mean for a single seed. */
  readonly low: number;
  readonly high: number;
  readonly seeds: number;
}

/**
 * Computes mean, deviation and 95 % interval over seeds. Seeds are few, so the interval is Student's: a bootstrap cannot see
 * beyond the three values it draws from.
 *
 * @param values  One value a seed.
 * @param name    What is measured, for the message.
 * @throws {DataError} If there is no value, or one is not finite.
 * @see Student 1908, "The probable error of a mean", Biometrika 6.
 */
export function seedInterval(values: NumberArray, name: string): SeedInterval {
  const seeds = values.length;
  if (seeds === 0) throw new DataError(`${name} has no value; expected one for each seed.`);
  let sum = 0;
  for (let i = 0; i < seeds; i++) {
    if (!Number.isFinite(values[i])) {
      throw new DataError(`${name} is ${values[i]} for seed ${i + 1} of ${seeds}; expected a finite number.`);
    }
    sum += values[i];
  }
  const mean = sum / seeds;
  if (seeds === 1) return { mean, deviation: 0, low: mean, high: mean, seeds };
  let squares = 0;
  for (let i = 0; i < seeds; i++) squares += (values[i] - mean) ** 2;
  const deviation = Math.sqrt(squares / (seeds - 1));
  const reach = (studentT(seeds - 1) * deviation) / Math.sqrt(seeds);
  return { mean, deviation, low: mean - reach, high: mean + reach, seeds };
}
