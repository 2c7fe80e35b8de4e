/** Protocol (b) of the leaderboard, and mean ranks. */
import { criticalDifference, meanRanks, pairedDifference, type ChannelMeasures } from '../index';
import {
  averageText,
  bestBaseline,
  byChannel,
  differenceCell,
  highest,
  leadCells,
  leadColumns,
  macro,
  meanOf,
  unrankedRows,
  type LeaderboardRow,
} from './rows';
import type { Table } from '../../tables/table';

type Figure = (channel: ChannelMeasures) => number;

export type StepRow = LeaderboardRow<ChannelMeasures>;

const vusPr: Figure = ({ steps }) => steps.vusPr;

/** What protocol (b) measures; VUS-PR first. */
export const stepFigures: readonly [heading: string, figure: Figure][] = [
  ['VUS-PR', vusPr],
  ['AP', ({ steps }) => steps.prAuc],
  ['affiliation F1', ({ steps }) => steps.affiliationF1],
  ['range F1', ({ steps }) => steps.rangeF1],
  ['best F1 (oracle)', ({ steps }) => steps.bestF1Oracle],
  ['point-adjusted F1', ({ steps }) => steps.pointAdjustedF1],
];

/**
 * Protocol (b), with the difference in VUS-PR to the baseline of the highest.
 *
 * @param rows  All of the same channels, in the same order.
 * @param what  Whose channels they are, for the caption.
 */
export function leaderboardStepTable(rows: readonly StepRow[], what: string): Table {
  const baseline = bestBaseline(rows, (row) => meanOf(macro(row, vusPr)));
  const count = rows[0].seeds[0].channels.length;
  return {
    caption: `Protocol (b): ${what}, every time step, ${averageText(count, baseline.label)}`,
    unranked: unrankedRows(rows),
    columns: [
      ...leadColumns,
      ...stepFigures.map(([heading]) => highest(heading)),
      ...(count > 1 ? ['ΔVUS-PR [95%]', 'VUS-PR wins-ties-losses'] : []),
    ],
    rows: rows.map((row) => {
      const cells = [...leadCells(row), ...stepFigures.map(([, figure]) => macro(row, figure))];
      if (row === baseline || count === 1) return cells;
      const difference = pairedDifference(byChannel(row, vusPr), byChannel(baseline, vusPr));
      const { wins, ties, losses } = difference;
      return [...cells, differenceCell(difference), `${wins}-${ties}-${losses}`];
    }),
  };
}

/**
 * Every row's mean rank among all, and the difference beyond which two ranks differ by more than chance.
 *
 * @param rows  All of the same channels, in the same order; oracles are left out.
 */
export function leaderboardRankTable(rows: readonly StepRow[]): Table {
  const ranked = rows.filter(({ oracle }) => !oracle);
  const ranks = meanRanks(ranked.map((row) => byChannel(row, vusPr)));
  const channels = ranked[0].seeds[0].channels.length;
  const critical = criticalDifference(ranked.length, channels).toFixed(2);
  const best = Math.min(...ranks);
  return {
    caption: `Mean rank by VUS-PR over ${channels} channels, 1 is best; ranks that differ by less than ${critical} are not told apart (Nemenyi, 5%)`,
    columns: ['detector', { heading: 'mean rank', best: 'lowest', digits: 2 }, 'behind the first by more than chance'],
    rows: ranked
      .map((row, i) => ({ label: row.label, rank: ranks[i] }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ label, rank }) => [label, [rank], rank - best > Number(critical) ? 'yes' : 'no']),
  };
}
