/** What the comparisons show, in sentences. */
import { measureInfo, type MeasureName } from '../experiments/index';
import type { Comparison } from './compare';
import { FEWEST_GROUPS, type Grouping } from './groups';

const REFERENCES: Readonly<Record<string, string>> = {
  random: 'random scores',
  'time-index': 'the time index',
  'all-anomalous': 'calling everything anomalous',
  constant: 'the distance from the training mean',
};

/** Says of each comparison what is shown: `mine is better than the time index: not shown (VUS-PR +.02 [-.09, +.13]).` */
export function verdictsOf(
  comparisons: readonly Comparison[],
  { measure, grouping }: { readonly measure: MeasureName; readonly grouping: Grouping },
): string[] {
  return comparisons.map((each) => verdict(each, measure, grouping, comparisons.length));
}

function verdict(found: Comparison, measure: MeasureName, { by, groups }: Grouping, all: number): string {
  const { heading } = measureInfo[measure];
  const { row, against, difference, interval, corrected, tails, shown } = found;
  const other = REFERENCES[against] ?? against;
  if (difference === null) return `${row} against ${other}: ${heading} is undefined.`;
  const isBetter = measureInfo[measure].best === 'lowest' ? difference <= 0 : difference >= 0;
  const word = isBetter ? 'better' : 'worse';
  if (!interval) {
    const few = `${groups.length} ${by}${groups.length === 1 ? '' : 's'}`;
    const why = groups.length === 0 ? 'no interval' : `${few}, fewer than ${FEWEST_GROUPS}: no interval`;
    return `${row} is ${word} than ${other}: not shown (${heading} ${signed(difference)}; ${why}).`;
  }
  const figures = `${heading} ${signed(difference)} [${signed(interval.low)}, ${signed(interval.high)}]`;
  if (shown !== 'not shown') return `${row} is ${shown} than ${other}: shown (${figures}).`;
  const byItself = tails! < 0.05 && corrected! >= 0.05;
  const note = byItself ? `; alone it would be, but it is one of ${all} comparisons` : '';
  return `${row} is ${word} than ${other}: not shown (${figures}${note}).`;
}

const signed = (value: number) => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2).replace(/^0\./, '.')}`;
