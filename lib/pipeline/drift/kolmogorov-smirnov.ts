/** The two-sample Kolmogorov-Smirnov test: do two samples come from one continuous distribution? */
import type { NumberArray } from '../../base/index';
import { sortedSample } from './sample';

export interface KolmogorovSmirnov {
  /** The largest distance between the two empirical distribution functions, 0 to 1. */
  readonly statistic: number;
  /** Probability of a statistic this large for two samples of one distribution, if their values are independent. */
  readonly pValue: number;
}

/**
 * Compares two samples.
 *
 * The p-value is Kolmogorov's limit with Stephens' correction, accurate to a few percent from four values each. It is
 * too large if values tie, and far too small if they depend on their neighbours, as in a time series.
 *
 * @throws {PipelineError} If a sample is empty or holds a value that is not finite.
 * @see Smirnov 1939; Stephens 1970, "Use of the Kolmogorov-Smirnov, Cramer-von Mises and related statistics without
 *      extensive tables", J. R. Stat. Soc. B 32. The statistic is scipy's `ks_2samp`'s.
 */
export function kolmogorovSmirnov(a: NumberArray, b: NumberArray): KolmogorovSmirnov {
  const [x, y] = [sortedSample('kolmogorovSmirnov', a), sortedSample('kolmogorovSmirnov', b)];
  let [i, j, statistic] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i], y[j]);
    while (i < x.length && x[i] === value) i++;
    while (j < y.length && y[j] === value) j++;
    statistic = Math.max(statistic, Math.abs(i / x.length - j / y.length));
  }
  const root = Math.sqrt((x.length * y.length) / (x.length + y.length));
  return { statistic, pValue: kolmogorovTail((root + 0.12 + 0.11 / root) * statistic) };
}

/** Below this, the series for large arguments converges slowly, and the other one in a few terms. */
const CROSSOVER = 1.18;

/**
 * Returns P(K > x) of Kolmogorov's limiting distribution, by the one of its two series that converges fast.
 *
 * @see Marsaglia, Tsang & Wang 2003, "Evaluating Kolmogorov's distribution", J. Stat. Softw. 8(18), section 2.
 */
export function kolmogorovTail(x: number): number {
  if (x <= 0) return 1;
  if (x < CROSSOVER) {
    const decay = Math.exp(-(Math.PI ** 2) / (8 * x * x));
    const sum = [1, 9, 25, 49, 81].reduce((total, power) => total + decay ** power, 0);
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  const decay = Math.exp(-2 * x * x);
  return 2 * (decay - decay ** 4 + decay ** 9 - decay ** 16);
}
