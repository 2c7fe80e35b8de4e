/** One row against another, channel by channel. */
import { mean } from '../base/index';
import { eventScores, type EventCounts } from '../experiments/index';
import { bootstrap } from '../metrics/index';

export interface Interval {
  /** One row's figure less the other's. */
  readonly difference: number;
  /** 95% percentile interval, channels drawn with replacement. */
  readonly low: number;
  readonly high: number;
}

export interface PairedDifference extends Interval {
  /** Channels on which the first is higher, level, lower. */
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
}

const RESAMPLES = 2000;

/**
 * Compares paired figures by a bootstrap over channels: what is claimed is claimed for channels like these, not for these
 * alone.
 *
 * @param figures  One per channel.
 * @param others   Of the same channels in the same order.
 * @throws         If there is no channel, or their numbers differ.
 */
export function pairedDifference(figures: readonly number[], others: readonly number[], seed = 0): PairedDifference {
  requirePairs('pairedDifference', figures, others);
  const differences = figures.map((figure, i) => figure - others[i]);
  const { estimate, low, high } = bootstrap(mean, differences, new Uint8Array(differences.length), {
    seed,
    resamples: RESAMPLES,
  });
  const count = (is: (difference: number) => boolean) => differences.filter(is).length;
  const [wins, ties] = [count((each) => each > 1e-9), count((each) => Math.abs(each) <= 1e-9)];
  return { difference: estimate, low, high, wins, ties, losses: differences.length - wins - ties };
}

/**
 * Compares the F1 of events, which is not a mean over channels: the counts of a seed are added before it is taken, and then
 * it is averaged over seeds.
 *
 * @param counts  For each seed, one per channel.
 * @param others  Likewise, of the same channels in the same order; its seeds need not be as many.
 * @throws        If there is no channel, or their numbers differ.
 */
export function pairedEventDifference(
  counts: readonly (readonly EventCounts[])[],
  others: readonly (readonly EventCounts[])[],
  seed = 0,
): Interval {
  const [first = []] = counts;
  for (const each of [others[0] ?? [], ...counts, ...others]) requirePairs('pairedEventDifference', first, each);
  const f1 = (seeds: typeof counts, drawn: Float64Array) =>
    seeds.reduce((sum, of) => sum + eventScores(Array.from(drawn, (i) => of[i])).eventF1 / seeds.length, 0);
  const difference = (drawn: Float64Array) => f1(counts, drawn) - f1(others, drawn);
  const indices = first.map((_, i) => i);
  const { estimate, low, high } = bootstrap(difference, indices, new Uint8Array(indices.length), {
    seed,
    resamples: RESAMPLES,
  });
  return { difference: estimate, low, high };
}

function requirePairs(where: string, figures: readonly unknown[], others: readonly unknown[]): void {
  if (figures.length > 0 && figures.length === others.length) return;
  const found = `${figures.length} and ${others.length}`;
  throw new Error(`${where}: expected figures of the same channels, at least one; found ${found}.`);
}
