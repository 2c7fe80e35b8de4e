/** The tables of the leaderboard: protocols (a), (b) and (c), how measures agree, ranks, sequences; and its notes. */
import type { Table } from '../../tables/index';
import type { LeaderboardResult } from '../run-leaderboard';
import { incidentTable, leaderboardChannelTable } from './channels';
import { leaderboardEventTable } from './events';
import { leaderboardMeasureTable } from './measures';
import { leaderboardPartTable } from './parts';
import type { LeaderboardRow } from './rows';
import { leaderboardRankTable, leaderboardStepTable } from './steps';
import { leaderboardWindowTable } from './windows';

export { hardChannels, incidentTable, leaderboardChannelTable } from './channels';
export { leaderboardEventTable } from './events';
export { leaderboardNotes, ownSeriesNotes, type SeriesAtHand, type TransductiveDetector } from './notes';
export { leaderboardSequenceTable } from './sequences';
export { leaderboardStepTable } from './steps';
export { summaryTable } from './summary';
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
 * Makes all tables: by protocol, (b) on the report's channels and on the others too, how measures agree, ranks, the hardest channels, incidents. Of a run that was stopped they lack what was not finished: differences without a baseline, ranks and the agreement of measures without two rows to compare.
 */
export function leaderboardTables(result: LeaderboardResult): Table[] {
  const { judged, spacecraft, incidents, clipped, results } = result;
  const crafts = (['SMAP', 'MSL'] as const).filter((name) =>
    results.channels.some((each) => spacecraft.get(each) === name),
  );
  const ofCraft = (name: string) => leaderboardRowsOf(result, (channel) => spacecraft.get(channel) === name);
  const comparable = leaderboardRowsOf(result).filter(({ about }) => !about.oracle).length > 1;
  return [
    leaderboardWindowTable(
      leaderboardRowsOf(result, (channel) => judged.includes(channel)),
      undefined,
      incidents,
    ),
    ...crafts.map((name) => leaderboardStepTable(ofCraft(name), name, incidents)),
    ...(comparable ? [leaderboardPartTable(leaderboardRowsOf(result), { judged, spacecraft })] : []),
    ...(comparable ? crafts.map((name) => leaderboardMeasureTable(ofCraft(name), name)) : []),
    ...(comparable ? [leaderboardRankTable(leaderboardRowsOf(result), incidents)] : []),
    ...crafts.map((name) => leaderboardEventTable(ofCraft(name), name, incidents)),
    ...(comparable
      ? [leaderboardChannelTable(leaderboardRowsOf(result), clipped), incidentTable(judged, incidents)]
      : []),
  ];
}
