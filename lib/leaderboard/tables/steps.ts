/** Protocol (b) of the leaderboard, and mean ranks. */
import type { Incidents } from '../../data/index';
import { measuresOn } from '../../experiments/index';
import { measureColumn, seedValues, type Table } from '../../tables/index';
import { criticalDifference, meanRanks } from '../ranks';
import {
  averageText,
  bestBaselines,
  differenceCell,
  differenceOf,
  differenceText,
  incidentsIn,
  leadCells,
  leadColumns,
  onSharedChannels,
  unrankedRows,
  winsCells,
  winsColumns,
  type LeaderboardRow,
} from './rows';

/**
 * Makes the table of protocol (b), with the difference in VUS-PR to the baseline of the highest, where there is one.
 *
 * @param rows       All of the same channels, in the same order.
 * @param what       Whose channels they are, for the caption.
 * @param incidents  Default: not known, each channel is one by itself.
 */
export function leaderboardStepTable(rows: readonly LeaderboardRow[], what: string, incidents?: Incidents): Table {
  const baselines = bestBaselines(rows, ['vusPr']);
  const [{ baseline }] = baselines;
  const average = `${averageText(rows, incidents)}${differenceText(baselines, rows, incidents)}`;
  return {
    caption: `Protocol (b): ${what}, every time step, ${average}`,
    unranked: unrankedRows(rows),
    columns: [
      ...leadColumns,
      ...measuresOn('steps').map(measureColumn),
      ...(baseline ? ['ΔVUS-PR [95%]', ...winsColumns('VUS-PR', incidents)] : []),
    ],
    rows: rows.map((row) => {
      const cells = [...leadCells(row), ...measuresOn('steps').map((name) => seedValues(row.results, name))];
      if (row === baseline || !baseline) return cells;
      const difference = differenceOf(row, baseline, 'vusPr', incidents);
      return difference ? [...cells, differenceCell(difference), ...winsCells(difference)] : cells;
    }),
  };
}

/**
 * Ranks the rows: each one's mean rank among all, and the difference beyond which two ranks differ by more than chance.
 * Of rows that share no channel on which VUS-PR is defined, the cells are empty. The test takes channels for independent:
 * where incidents are known, it counts these.
 *
 * @param rows  All of the same channels, in the same order; oracles are left out.
 */
export function leaderboardRankTable(rows: readonly LeaderboardRow[], incidents?: Incidents): Table {
  const ranked = rows.filter(({ about }) => !about.oracle);
  const { channels, figures } = onSharedChannels(ranked, 'vusPr');
  const columns = [
    'detector',
    { heading: 'mean rank', best: 'lowest', digits: 2 },
    'behind the first by more than chance',
  ] as const;
  if (channels.length === 0) {
    return {
      caption: 'Mean rank by VUS-PR: it is defined on no channel',
      columns,
      rows: ranked.map(({ label }) => [label]),
    };
  }
  const ranks = meanRanks(figures);
  const names = incidentsIn(channels, incidents);
  const independent = names ? new Set(names).size : channels.length;
  const critical = criticalDifference(ranked.length, independent).toFixed(2);
  const best = Math.min(...ranks);
  return {
    caption: `Mean rank by VUS-PR over ${channels.length} channels, 1 is best; the test does not separate ranks that differ by less than ${critical} (Nemenyi, 5%${names ? `, ${independent} incidents` : ''})`,
    columns,
    rows: ranked
      .map((row, i) => ({ label: row.label, rank: ranks[i] }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ label, rank }) => [label, [rank], rank - best > Number(critical) ? 'yes' : 'no']),
  };
}
