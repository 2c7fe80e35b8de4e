/** The population stability index: how far the shares of a reference's quantile bins have moved. */
import { type NumberArray, quantile } from '../../base/index';
import { requireWhole } from '../pipeline-error';
import { sortedSample } from './sample';

/** Added to every bin's count, so that an empty one costs much but not infinitely much. */
const PSEUDO_COUNT = 0.5;

/**
 * Returns the sum over bins of (q - p) ln(q / p), with p and q the shares of the reference and of the other sample: the
 * symmetrised KL divergence. Below 0.1 counts as stable and above 0.25 as a shift, whatever the size of the samples.
 *
 * @param bins  Number of bins. They end at the reference's quantiles, the outer ones are open; ties may leave some
 *              empty.
 * @throws {PipelineError} If a sample is empty or holds a value that is not finite, or there are fewer than two bins.
 * @see Siddiqi 2006, "Credit risk scorecards", Wiley; Yurdakul & Naranjo 2020, "Statistical properties of the
 *      population stability index", J. Risk Model Validation 14(4), on what those two numbers mean.
 */
export function populationStability(reference: NumberArray, other: NumberArray, bins = 10): number {
  requireWhole('populationStability: bins', bins, 2);
  const sorted = sortedSample('populationStability', reference);
  const edges = Array.from({ length: bins - 1 }, (_, i) => quantile(sorted, (i + 1) / bins));
  const [p, q] = [sorted, sortedSample('populationStability', other)].map((values) => binShares(values, edges));
  return p.reduce((sum, share, i) => sum + (q[i] - share) * Math.log(q[i] / share), 0);
}

/** Returns the share of each bin. A value equal to an edge lies in the bin below it. */
function binShares(sorted: Float64Array, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(PSEUDO_COUNT);
  let bin = 0;
  for (const value of sorted) {
    while (bin < edges.length && value > edges[bin]) bin++;
    counts[bin]++;
  }
  const total = sorted.length + PSEUDO_COUNT * counts.length;
  return counts.map((count) => count / total);
}
