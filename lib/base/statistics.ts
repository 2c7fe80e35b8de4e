/** Mean, variance, standard deviation, correlation, quantiles and median of arrays. */
import type { NumberArray } from './arrays';

/** Computes the sum over the count; NaN for no values. */
export function mean(values: NumberArray): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Computes the population variance: the sum of squares is divided by the count, as numpy's `var` does. */
export function variance(values: NumberArray, center = mean(values)): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - center) ** 2;
  return sum / values.length;
}

/** Computes the population standard deviation, the root of the variance. */
export function standardDeviation(values: NumberArray, center = mean(values)): number {
  return Math.sqrt(variance(values, center));
}

/** Tells whether values differ by more than rounding: by more than 1e-12 of the largest, whatever their unit. */
export function varies(values: NumberArray): boolean {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return high - low > 1e-12 * Math.max(Math.abs(low), Math.abs(high));
}

/**
 * Computes a quantile of ascending values, interpolated linearly between the two nearest.
 *
 * @param share  0 to 1; 0.5 is the median.
 * @see numpy's `quantile`, method `linear` (Hyndman & Fan 1996, definition 7).
 */
export function quantile(ascending: Float64Array, share: number): number {
  const position = share * (ascending.length - 1);
  const below = ascending[Math.floor(position)];
  const above = ascending[Math.ceil(position)];
  return interpolate(below, above, position - Math.floor(position));
}

/** Interpolates between two values, as `quantile` does; `rest` is the way from the first to the second. */
export function interpolate(below: number, above: number, rest: number): number {
  const gap = above - below;
  if (!Number.isFinite(gap)) return below * (1 - rest) + above * rest;
  // Starts from the nearer end, as numpy does, so that the last digit agrees.
  return rest < 0.5 ? below + gap * rest : above - gap * (1 - rest);
}

/**
 * Computes Pearson's correlation of two arrays of one length; NaN where one of them does not vary.
 */
export function correlation(a: NumberArray, b: NumberArray): number {
  const [centerA, centerB] = [mean(a), mean(b)];
  let [both, ofA, ofB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    both += (a[i] - centerA) * (b[i] - centerB);
    ofA += (a[i] - centerA) ** 2;
    ofB += (b[i] - centerB) ** 2;
  }
  return both / Math.sqrt(ofA * ofB);
}

/** Computes the median of values in any order. */
export function median(values: NumberArray): number {
  return quantile(Float64Array.from(values).sort(), 0.5);
}
