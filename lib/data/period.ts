/** The period of a series, from its autocorrelation. */
import { DataError, mean, type NumberArray } from '../base/index';

/** Lags looked at; the first are left out, as neighbouring steps are always alike. */
const [FIRST, LAST] = [3, 400];

/** Steps looked at. */
const MOST_STEPS = 20_000;

/** What TSB-AD takes where no peak is found, or one outside of its bounds. */
const DEFAULT = 125;

/**
 * Finds the period of a series as TSB-AD does: the lag, 3 to 400, at the highest peak of the autocorrelation of its first
 * 20,000 steps. Where there is no peak, or the highest lies before lag 6 or after lag 303, it is 125.
 *
 * @throws {DataError} If the series has no value, or one is not finite.
 * @see The package TSB-AD 1.5, `find_length_rank` of rank 1.
 */
export function periodOf(values: NumberArray): number {
  const series = Float64Array.from(values.slice(0, MOST_STEPS));
  const wrong = series.findIndex((value) => !Number.isFinite(value));
  if (series.length === 0 || wrong >= 0) {
    throw new DataError(
      `periodOf: expected finite values, found ${wrong >= 0 ? `${series[wrong]} at ${wrong}` : 'none'}`,
    );
  }
  const found = autocorrelation(series, Math.min(LAST, series.length - 1)).subarray(FIRST);
  let [place, highest] = [-1, -Infinity];
  for (let i = 1; i < found.length - 1; i++) {
    const isPeak = found[i] > found[i - 1] && found[i] > found[i + 1];
    if (isPeak && found[i] >= highest) [place, highest] = [i, found[i]];
  }
  return place < 3 || place > 300 ? DEFAULT : place + FIRST;
}

/** Computes the autocorrelation at lags 0 to `last`, each sum divided by that of lag 0; NaN where values do not vary. */
function autocorrelation(values: Float64Array, last: number): Float64Array {
  const center = mean(values);
  const centred = values.map((value) => value - center);
  const sums = Float64Array.from({ length: last + 1 }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < centred.length; i++) sum += centred[i] * centred[i - lag];
    return sum;
  });
  return sums.map((sum) => sum / sums[0]);
}
