/** A judgement as a figure: every row by the measure, with its interval. */
import { measureInfo } from '../experiments/index';
import { plotEstimates, type Figure } from '../plots/index';
import type { Judgement } from './judge';

/** Draws the rows by the measure that they are compared by, the best at the top. */
export function plotJudgement({ measure, rows, data, intervals }: Judgement): Figure {
  const { heading, best } = measureInfo[measure];
  const known = rows.flatMap(({ name, kind, measures, intervals: own }) => {
    const value = measures[measure];
    return typeof value === 'number' ? [{ name, isJudged: kind === 'judged', value, ...own[measure] }] : [];
  });
  const over = intervals.given ? `, 95 % intervals by ${intervals.by}` : '';
  return plotEstimates(known, {
    measure: heading,
    best: best === 'lowest' ? 'lowest' : 'highest',
    title: `${heading} on ${data.series.length === 1 ? data.series[0].name : `${data.series.length} series`}${over}`,
  });
}
