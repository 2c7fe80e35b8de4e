/** Which row is better over many channels: mean ranks, what difference between them could be chance, how ranks agree. */

/**
 * Computes the mean over channels of each row's rank, 1 for the highest figure; equal figures share the mean of their
 * ranks.
 *
 * @param figures  One array per row, with one figure per channel in the same order.
 * @throws         If there is no row or no channel, or rows differ in their number of channels.
 * @see Demsar 2006, "Statistical comparisons of classifiers over multiple data sets", JMLR 7, section 3.2.
 */
export function meanRanks(figures: readonly (readonly number[])[]): number[] {
  const channels = figures[0]?.length ?? 0;
  if (channels === 0 || figures.some(({ length }) => length !== channels)) {
    const found = figures.map(({ length }) => length).join(', ') || 'none';
    throw new Error(`meanRanks: expected rows with a figure for each channel, at least one; found ${found}.`);
  }
  return figures.map((own) => {
    const total = own.reduce((sum, figure, channel) => {
      const higher = figures.filter((row) => row[channel] > figure).length;
      const level = figures.filter((row) => row[channel] === figure).length;
      return sum + higher + (level + 1) / 2;
    }, 0);
    return total / channels;
  });
}

/** Of the standard normal distribution, the 97.5th percentile. */
const NORMAL = 1.959964;

/**
 * Computes the 95% interval of a rank correlation by Fisher's transformation, with the variance that Bonett and Wright give
 * it for Spearman's.
 *
 * @param correlation  Spearman's.
 * @param pairs        How many it is of, independent of each other.
 * @returns            undefined where it has none: for a correlation of one, and for three pairs or fewer.
 * @see Bonett and Wright 2000, "Sample size requirements for estimating Pearson, Kendall and Spearman correlations",
 *      Psychometrika 65.
 */
export function rankCorrelationInterval(
  correlation: number,
  pairs: number,
): readonly [low: number, high: number] | undefined {
  if (pairs <= 3 || Math.abs(correlation) > 1 - 1e-12) return undefined;
  const reach = NORMAL * Math.sqrt((1 + correlation ** 2 / 2) / (pairs - 3));
  const center = Math.atanh(correlation);
  return [Math.tanh(center - reach), Math.tanh(center + reach)];
}

/**
 * Computes the critical difference of Nemenyi's test: mean ranks of rows that are equally good differ by more on one in
 * twenty draws of channels.
 *
 * @param rows      2 or more.
 * @param channels  1 or more.
 * @see Demsar 2006, section 3.2.2.
 */
export function criticalDifference(rows: number, channels: number): number {
  return (studentizedRange(rows) / Math.SQRT2) * Math.sqrt((rows * (rows + 1)) / (6 * channels));
}

const STEP = 0.01;
const REACH = 8;

/** Finds the 95th percentile of the range of `count` standard normal variables, by bisection. */
function studentizedRange(count: number): number {
  const grid = Math.round((2 * REACH) / STEP) + 1;
  const density = Float64Array.from({ length: grid }, (_, i) => {
    const z = i * STEP - REACH;
    return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  });
  const below = new Float64Array(grid);
  for (let i = 1; i < grid; i++) below[i] = below[i - 1] + (STEP * (density[i - 1] + density[i])) / 2;
  const probability = (range: number) => {
    const shift = Math.round(range / STEP);
    // k times the chance that one is the highest and all others lie within the range below it.
    return below.reduce((sum, at, i) => {
      return sum + STEP * count * density[i] * (at - (below[i - shift] ?? 0)) ** (count - 1);
    }, 0);
  };
  let [low, high] = [0, 2 * REACH];
  while (high - low > STEP) {
    const middle = (low + high) / 2;
    if (probability(middle) < 0.95) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
