/** How strongly the features of a series are correlated, in one figure. */
import { correlation, mean } from '../base/index';
import { column, type Series } from './series';

/**
 * Averages the absolute correlation (Pearson) over all pairs of features; pairs with a feature that never changes are left
 * out.
 *
 * @returns  0 to 1; NaN if no pair is left.
 */
export function meanAbsoluteCorrelation(series: Series): number {
  const columns = series.names.map((_, feature) => column(series, feature));
  const found = columns
    .flatMap((a, i) => columns.slice(i + 1).map((b) => Math.abs(correlation(a, b))))
    .filter((each) => !Number.isNaN(each));
  return mean(found);
}
