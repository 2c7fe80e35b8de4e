/** Protocol (b) of the leaderboard, and mean ranks. */
import { measuresOn } from '../../experiments/index';
import { measureColumn, seedValues, type Table } from '../../tables/index';
import { criticalDifference, meanRanks } from '../ranks';
import {
  averageText,
  bestBaseline,
  differenceCell,
  differenceOf,
  leadCells,
  leadColumns,
  onSharedChannels,
  unrankedRows,
  winsText,
  type LeaderboardRow,
} from './rows';

/**
 * Makes the table of protocol (b), with the difference in VUS-PR to the baseline of the highest, where there is one.
 *
 * @param rows  All of the same channels, in the same order.
 * @param what  Whose channels they are, for the caption.
 */
export function leaderboardStepTable(rows: readonly LeaderboardRow[], what: string): Table {
  const baseline = bestBaseline(rows, 'vusPr');
  return {
    caption: `Protocol (b): ${what}, every time step, ${averageText(rows, baseline)}`,
    unranked: unrankedRows(rows),
    columns: [
      ...leadColumns,
      ...measuresOn('steps').map(measureColumn),
      ...(baseline ? ['ΔVUS-PR [95%]', 'VUS-PR wins-ties-losses'] : []),
    ],
    rows: rows.map((row) => {
      const cells = [...leadCells(row), ...measuresOn('steps').map((name) => seedValues(row.results, name))];
      if (row === baseline || !baseline) return cells;
      const difference = differenceOf(row, baseline, 'vusPr');
      return difference ? [...cells, differenceCell(difference), winsText(difference)] : cells;
    }),
  };
}

/**
 * Ranks the rows: each one's mean rank among all, and the difference beyond which two ranks differ by more than chance.
 * Of rows that share no channel on which VUS-PR is defined, the cells are empty.
 *
 * @param rows  All of the same channels, in the same order; oracles are left out.
 */
export function leaderboardRankTable(rows: readonly LeaderboardRow[]): Table {
  const ranked = rows.filter(({ about }) => !about.oracle);
  const figures = onSharedChannels(ranked, 'vusPr');
  const channels = figures[0]?.length ?? 0;
  const columns = [
    'detector',
    { heading: 'mean rank', best: 'lowest', digits: 2 },
    'behind the first by more than chance',
  ] as const;
  if (channels === 0) {
    return {
      caption: 'Mean rank by VUS-PR: it is defined on no channel',
      columns,
      rows: ranked.map(({ label }) => [label]),
    };
  }
  const ranks = meanRanks(figures);
  const critical = criticalDifference(ranked.length, channels).toFixed(2);
  const best = Math.min(...ranks);
  return {
    caption: `Mean rank by VUS-PR over ${channels} channels, 1 is best; the test does not separate ranks that differ by less than ${critical} (Nemenyi, 5%)`,
    columns,
    rows: ranked
      .map((row, i) => ({ label: row.label, rank: ranks[i] }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ label, rank }) => [label, [rank], rank - best > Number(critical) ? 'yes' : 'no']),
  };
}
