/** Which measures of protocol (b) order the detectors alike, and where random scores come out by each. */
import { correlation, Matrix } from 'ml-matrix';
import { measureInfo, measuresOn } from '../../experiments/index';
import type { Cell, Table } from '../../tables/index';
import { formatSigned } from '../../tables/number-format';
import { meanRanks, rankCorrelationInterval } from '../ranks';
import type { LeaderboardRow } from './rows';

/**
 * Computes Spearman's rank correlation of each measure with VUS-PR over the rows, with its interval, and the place of the
 * random row: a measure by which random scores come out high tells little of a detector. A cell is empty where it is
 * undefined.
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
    return { heading, values: ranked.map(({ results }) => sign * results.mean(name)) };
  });
  return {
    caption: `Agreement of the measures: ${what}, ${ranked.length} detectors; the interval takes them for independent, and those of one kind are not`,
    columns: ['measure', 'rank correlation with VUS-PR', 'place of random scores', '95% interval of the correlation'],
    rows: measured.map(({ heading, values }) => {
      const [agreement, interval] = agreementCells(measured[0].values, values);
      return [heading, agreement, placeText(values, random), interval];
    }),
  };
}

/**
 * Correlates the ranks of the rows that have both figures; nothing where these are too few, or all are level by one. A
 * correlation of exactly one has no interval.
 */
function agreementCells(figures: readonly number[], others: readonly number[]): [agreement: Cell, interval: Cell] {
  const both = figures.flatMap((_, i) => (Number.isNaN(figures[i] + others[i]) ? [] : [i]));
  if (both.length < 2) return [null, null];
  const [ranks, otherRanks] = [figures, others].map((of) => Matrix.columnVector(meanRanks(both.map((i) => [of[i]]))));
  const agreement = correlation(ranks, otherRanks).get(0, 0);
  if (!Number.isFinite(agreement)) return [null, null];
  const interval = rankCorrelationInterval(agreement, both.length);
  return [[agreement], interval ? `[${interval.map((end) => formatSigned(end, 3)).join(', ')}]` : null];
}

/** Says which place a row has among those that have the figure; null where it has none. */
function placeText(values: readonly number[], row: number): string | null {
  if (row < 0 || Number.isNaN(values[row])) return null;
  const place = values.filter((value) => value > values[row]).length + 1;
  return `${place} of ${values.filter((value) => !Number.isNaN(value)).length}`;
}
