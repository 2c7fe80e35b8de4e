/** `--suite leaderboard`: runs what is not yet kept, and gives the tables. */
import { REPORT_CHANNELS } from '../data/index';
import {
  BEST_BASELINE,
  entries,
  labelledChannels,
  runChoices,
  runLeaderboard,
  type LeaderboardOptions,
} from '../leaderboard/index';
import type { ProfileName } from '../experiments/index';
import {
  chosenRows,
  leaderboardChoiceTable,
  leaderboardEventTable,
  leaderboardStepTable,
  leaderboardWindowTable,
} from './leaderboard-tables';
import type { Table } from './table';

export interface LeaderboardReportOptions extends Pick<LeaderboardOptions, 'root' | 'store' | 'onProgress' | 'signal'> {
  readonly profile: ProfileName;
}

/** Channels judged, channels that settings are chosen on, and seeds. Infinity: all there are. */
const sizes: Readonly<Record<ProfileName, { judged: number; tuning: number; seeds: readonly number[] }>> = {
  smoke: { judged: 2, tuning: 2, seeds: [0] },
  quick: { judged: Infinity, tuning: Infinity, seeds: [0] },
  full: { judged: Infinity, tuning: Infinity, seeds: [0, 1, 2] },
};

/** What a reader must know of the tables, one sentence each. */
export const leaderboardNotes: readonly string[] = [
  'Rows for offline use see the whole test series, without its labels, before they score a step; those for streaming do not.',
  'all-anomalous: F1 of calling everything anomalous; no detector below it has shown anything by F1.',
  'Best F1 picks its threshold with the labels; a point-adjusted F1 counts a segment as found by one hit: read both beside the random row.',
  'A row marked ORACLE had its settings chosen on the channels it is judged on, and claims nothing.',
];

/**
 * Runs the leaderboard. What was measured before with the same settings is taken from the store.
 *
 * @throws If the folder holds fewer labelled channels than two, or a run fails; the message names row and channel.
 */
export async function leaderboardReport(options: LeaderboardReportOptions): Promise<Table[]> {
  const { judged: judgedLimit, tuning: tuningLimit, seeds } = sizes[options.profile];
  const labelled = labelledChannels(options.root);
  const judged = labelled.filter((channel) => REPORT_CHANNELS.includes(channel)).slice(0, judgedLimit);
  const tuning = labelled.filter((channel) => !REPORT_CHANNELS.includes(channel)).slice(0, tuningLimit);
  if (judged.length < 2 || tuning.length === 0) {
    const found = `${judged.length} and ${tuning.length}`;
    throw new Error(
      `leaderboard: expected two channels of the report's and one other in ${options.root}; found ${found}.`,
    );
  }
  const run = { ...options, channels: [...judged, ...tuning] };
  const figures = await runChoices(run);
  const results = await runLeaderboard(entries, { ...run, seeds });
  return [
    leaderboardWindowTable([...chosenRows(figures, judged), ...results], { channels: judged, against: BEST_BASELINE }),
    leaderboardChoiceTable(figures, judged),
    ...(['SMAP', 'MSL'] as const)
      .filter((name) => results[0]!.seeds[0]!.channels.some(({ spacecraft }) => spacecraft === name))
      .map((name) => leaderboardStepTable(results, name)),
    leaderboardEventTable(results, figures),
  ];
}
