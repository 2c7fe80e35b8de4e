/** Otsu's threshold: the cut that separates values best into two classes, found in the values themselves. */
import type { NumberArray } from '../base/index';
import { checkedValues } from './inputs';

/**
 * Finds the value at which two classes differ most: the cut of the largest variance between them. A cut is always found,
 * also where there is one class only, so that a share of the values always lies above.
 *
 * @returns  The middle between the two values that the cut separates; of equal values, this value.
 * @throws {ScoringError} If there is no value, or one is not finite.
 * @see Otsu 1979, "A Threshold Selection Method from Gray-Level Histograms", here on the values instead of a histogram.
 */
export function otsuThreshold(values: NumberArray): number {
  const ascending = checkedValues('otsuThreshold', 'values', values).slice().sort();
  const count = ascending.length;
  const total = ascending.reduce((sum, value) => sum + value, 0);
  let [best, largest, below] = [ascending[0], -Infinity, 0];
  for (let i = 1; i < count; i++) {
    below += ascending[i - 1];
    if (ascending[i] === ascending[i - 1]) continue;
    const apart = below / i - (total - below) / (count - i);
    const between = i * (count - i) * apart * apart;
    if (between > largest) [largest, best] = [between, (ascending[i - 1] + ascending[i]) / 2];
  }
  return best;
}
