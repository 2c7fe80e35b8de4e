/** The tables of the leaderboard: protocols (a), (b) and (c), how measures agree, ranks, sequences; and its notes. */
import type { Table } from '../../tables/index';
import type { LeaderboardResult } from '../run-leaderboard';
import { fixedEventRows, leaderboardEventTable } from './events';
import { leaderboardMeasureTable } from './measures';
import type { LeaderboardRow } from './rows';
import { leaderboardRankTable, leaderboardStepTable } from './steps';
import { fixedChoiceRows, leaderboardWindowTable } from './windows';

export { leaderboardEventTable } from './events';
export { leaderboardNotes, ownSeriesNotes, type SeriesAtHand } from './notes';
export { leaderboardSequenceTable } from './sequences';
export { leaderboardStepTable } from './steps';
export { leaderboardWindowTable } from './windows';
export type { LeaderboardRow } from './rows';

/** Lists the rows that have results, on the channels that are wanted. */
export function leaderboardRowsOf(
  { rows, results }: Pick<LeaderboardResult, 'rows' | 'results'>,
  isWanted: (channel: string) => boolean = () => true,
): LeaderboardRow[] {
  const { labels } = results;
  return rows
    .filter(({ label }) => labels.includes(label))
    .map(({ label, about }) => ({
      label,
      about: about!,
      results: results.row(label).where(({ channel }) => isWanted(channel)),
    }));
}

/**
 * Makes all tables. Of a run that was stopped they lack what was not finished: the ways to choose settings without the
 * grid, differences without a baseline, ranks and the agreement of measures without two rows to compare.
 */
export function leaderboardTables(result: LeaderboardResult): Table[] {
  const { figures, judged, spacecraft, results } = result;
  const crafts = (['SMAP', 'MSL'] as const).filter((name) =>
    results.channels.some((each) => spacecraft.get(each) === name),
  );
  const ofCraft = (name: string) => leaderboardRowsOf(result, (channel) => spacecraft.get(channel) === name);
  const chosen = figures.length === results.channels.length;
  const comparable = leaderboardRowsOf(result).filter(({ about }) => !about.oracle).length > 1;
  const [ensemble, ...others] = leaderboardRowsOf(result, (channel) => judged.includes(channel));
  return [
    leaderboardWindowTable([ensemble, ...(chosen ? fixedChoiceRows(figures, judged) : []), ...others]),
    ...crafts.map((name) => leaderboardStepTable(ofCraft(name), name)),
    ...(comparable ? crafts.map((name) => leaderboardMeasureTable(ofCraft(name), name)) : []),
    ...(comparable ? [leaderboardRankTable(leaderboardRowsOf(result))] : []),
    ...crafts.map((name) => {
      const [first, ...rest] = ofCraft(name);
      return leaderboardEventTable([first, ...(chosen ? fixedEventRows(figures, name) : []), ...rest], name);
    }),
  ];
}
