/** Differences between rows, with intervals and a correction for how many there are. */
import { measureInfo, type MeasureName } from '../experiments/index';
import { holm } from '../metrics/holm';
import { difference, type Replicates } from './replicates';

/** On how many series the first row is better, level, worse. */
export interface Wins {
  readonly better: number;
  readonly level: number;
  readonly worse: number;
}

/** One row against another by one measure. */
export interface Comparison {
  readonly row: string;
  readonly against: string;
  /** The row's figure less the other's; null where one is undefined. */
  readonly difference: number | null;
  /** 95 % interval of the difference by itself; absent where there are too few groups. */
  readonly interval?: { readonly low: number; readonly high: number };
  /** Probability of such a difference by chance, and the same corrected by Holm for all comparisons. */
  readonly tails?: number;
  readonly corrected?: number;
  /** Whether chance explains the difference in fewer than 5 % of the cases, corrected; null without an interval. */
  readonly shown: 'better' | 'worse' | 'not shown' | null;
  /** Where there are several series. */
  readonly wins?: Wins;
}

/** Compares pairs of rows by one measure, corrected for all of them together. */
export function comparePairs(
  pairs: readonly (readonly [one: Replicates, other: Replicates])[],
  measure: MeasureName,
): Comparison[] {
  const found = pairs.map(([one, other]) => difference(one, other, measure));
  const known = found.flatMap((each, i) => (each ? [{ i, tails: each.tails }] : []));
  const corrected = new Map(holm(known.map(({ tails }) => tails)).map((value, k) => [known[k].i, value]));
  const sign = measureInfo[measure].best === 'lowest' ? -1 : 1;
  return pairs.map(([one, other], i): Comparison => {
    const [own, theirs] = [one.measures[measure], other.measures[measure]];
    const names = { row: one.name, against: other.name };
    const wins = countWins(one, other, measure);
    if (typeof own !== 'number' || typeof theirs !== 'number') return { ...names, difference: null, shown: null };
    const estimate = found[i];
    if (!estimate) return { ...names, difference: own - theirs, shown: null, ...(wins && { wins }) };
    const { value, low, high, tails } = estimate;
    const isShown = corrected.get(i)! < LEVEL;
    return {
      ...names,
      difference: value,
      interval: { low, high },
      tails,
      corrected: corrected.get(i)!,
      shown: !isShown ? 'not shown' : value * sign > 0 ? 'better' : 'worse',
      ...(wins && { wins }),
    };
  });
}

const LEVEL = 0.05;

/** Differences that are no larger are rounding errors. */
const ROUNDING = 1e-9;

function countWins(one: Replicates, other: Replicates, measure: MeasureName): Wins | undefined {
  if (one.bySeries.length < 2) return undefined;
  const sign = measureInfo[measure].best === 'lowest' ? -1 : 1;
  const differences = one.bySeries.flatMap((own, i) => {
    const [a, b] = [own[measure], other.bySeries[i][measure]];
    return typeof a === 'number' && typeof b === 'number' ? [sign * (a - b)] : [];
  });
  const count = (holds: (difference: number) => boolean) => differences.filter(holds).length;
  return {
    better: count((each) => each > ROUNDING),
    level: count((each) => Math.abs(each) <= ROUNDING),
    worse: count((each) => each < -ROUNDING),
  };
}
