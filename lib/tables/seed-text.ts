/** A figure over seeds as it stands in a sentence or as a line of a plot. */
import type { NumberArray } from '../base/index';
import type { Quantity, Results } from '../experiments/index';
import { formatFixed } from './number-format';
import { seedInterval } from './seed-interval';

/** Writes mean and deviation over seeds, `.876 ± .012`; the mean alone of a single seed. @param digits  Default 3. */
export function seedText(row: Results, figure: Quantity, digits = 3): string {
  const { mean, deviation, seeds } = seedInterval(row.over(figure), row.labels.join(', '));
  const text = formatFixed(mean, digits);
  return seeds > 1 ? `${text} ± ${formatFixed(deviation, digits)}` : text;
}

/** A line of a sweep: at each row its mean over seeds, with one deviation below and above. */
export interface SeedLine {
  readonly name: string;
  readonly values: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/**
 * Makes a line of means over seeds, with one deviation on either side.
 *
 * @param bySetting  For each setting, one value a seed.
 */
export function lineOverSeeds(name: string, bySetting: readonly NumberArray[]): SeedLine {
  const intervals = bySetting.map((values) => seedInterval(values, name));
  return {
    name,
    values: intervals.map(({ mean }) => mean),
    low: intervals.map(({ mean, deviation }) => mean - deviation),
    high: intervals.map(({ mean, deviation }) => mean + deviation),
  };
}

/** Makes the line of a figure over the rows of a sweep. */
export function seedLine(name: string, rows: readonly Results[], figure: Quantity): SeedLine {
  return lineOverSeeds(
    name,
    rows.map((row) => row.over(figure)),
  );
}
