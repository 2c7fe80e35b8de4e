/** Which measures of protocol (b) order the detectors alike, and where random scores come out by each. */
import { correlation, Matrix } from 'ml-matrix';
import { measureInfo, measuresOn } from '../../experiments/index';
import type { Table } from '../../tables/index';
import { meanRanks } from '../ranks';
import type { LeaderboardRow } from './rows';

/**
 * Computes Spearman's rank correlation of each measure with VUS-PR over the rows, and the place of the random row: a
 * measure by which random scores come out high tells little of a detector.
 *
 * @param rows  All of the same channels; oracles are left out.
 * @param what  Whose channels they are, for the caption.
 */
export function leaderboardMeasureTable(rows: readonly LeaderboardRow[], what: string): Table {
  const ranked = rows.filter(({ about }) => !about.oracle);
  const random = ranked.findIndex(({ label }) => label === 'random');
  const measured = measuresOn('steps').map((name) => {
    const { heading, best } = measureInfo[name];
    const sign = best === 'lowest' ? -1 : 1;
    const values = ranked.map(({ results }) => sign * results.mean(name));
    const ranks = Matrix.columnVector(meanRanks(values.map((value) => [value])));
    return { heading, values, ranks };
  });
  return {
    caption: `Agreement of the measures: ${what}, ${ranked.length} detectors`,
    columns: ['measure', 'rank correlation with VUS-PR', 'place of random scores'],
    rows: measured.map(({ heading, values, ranks }) => {
      const place = values.filter((value) => value > values[random]).length + 1;
      const agreement = correlation(measured[0].ranks, ranks).get(0, 0);
      return [heading, [agreement], random < 0 ? '–' : `${place} of ${ranked.length}`];
    }),
  };
}
