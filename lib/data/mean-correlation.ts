/** How strongly the features of a series are correlated, in one figure. */
import { column, type Series } from './series';

/**
 * Averages the absolute correlation (Pearson) over all pairs of features; pairs with a feature that never changes are left
 * out.
 *
 * @returns  0 to 1; NaN if no pair is left.
 */
export function meanAbsoluteCorrelation(series: Series): number {
  const columns = series.names.flatMap((_, feature) => standardized(column(series, feature)) ?? []);
  let [sum, pairs] = [0, 0];
  columns.forEach((a, i) => {
    for (const b of columns.slice(i + 1)) {
      sum += Math.abs(a.reduce((product, value, k) => product + value * b[k], 0));
      pairs++;
    }
  });
  return sum / pairs;
}

/** Shifts values to mean 0 and scales them to length 1; undefined where they are all equal. */
function standardized(values: Float64Array): Float64Array | undefined {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const length = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0));
  return length > 0 ? values.map((value) => (value - mean) / length) : undefined;
}
