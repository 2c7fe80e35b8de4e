/** `--suite leaderboard`: runs what is not yet kept, and gives the tables. */
import { smapMslSource, type ProfileName } from '../experiments/index';
import { REPORT_CHANNELS } from '../data/index';
import { interruptible } from '../runtime/index';
import {
  chosenSettings,
  entriesFor,
  Failures,
  labelledChannels,
  measureSideBySide,
  runChoices,
  runEnsemble,
  runLeaderboard,
  shippedEntry,
  type ChannelFigures,
  type ChannelTask,
  type EntryResult,
  type LeaderboardOptions,
} from './index';
import { fixedEventRows, leaderboardEventTable } from './tables/events';
import { leaderboardMeasureTable } from './tables/measures';
import { keepChannels } from './tables/rows';
import { leaderboardRankTable, leaderboardStepTable } from './tables/steps';
import { fixedChoiceRows, leaderboardWindowTable } from './tables/windows';
import type { Table } from '../tables/table';

export interface LeaderboardReportOptions extends Pick<
  LeaderboardOptions,
  'root' | 'store' | 'onNote' | 'onProgress' | 'signal'
> {
  readonly profile: ProfileName;
  /** Default: all that are labelled, in `smoke` three. */
  readonly channels?: readonly string[];
  /** Default: 0, in `full` 0, 1, 2. */
  readonly seeds?: readonly number[];
  /** Processes; default 1, this one. */
  readonly workers?: number;
  /** Measures anew what is kept, which stays until there is a new result. */
  readonly force?: boolean;
}

/** Channels of the report, other channels, and seeds. Infinity: all there are. */
const sizes: Readonly<Record<ProfileName, { inside: number; outside: number; seeds: readonly number[] }>> = {
  smoke: { inside: 2, outside: 1, seeds: [0] },
  quick: { inside: Infinity, outside: Infinity, seeds: [0] },
  full: { inside: Infinity, outside: Infinity, seeds: [0, 1, 2] },
};

/** Channels up to which the ensemble is run in this process. */
const FEW = 12;

export interface LeaderboardResult {
  /** The ensemble first; as an oracle beside it, the one with the settings it ships with. */
  readonly results: readonly EntryResult[];
  /** What settings were chosen by. */
  readonly figures: readonly ChannelFigures[];
  /** The report's channels, on which protocol (a) is averaged. */
  readonly judged: readonly string[];
}

/**
 * Runs all rows of the leaderboard. What was measured before with the same settings on the same data is taken from the
 * store.
 *
 * @throws                     If a channel is unknown, named twice or not labelled, or there are fewer than two of the
 *                             report's channels; before anything is run.
 * @throws {LeaderboardFailure} If runs fail, once all others are done and kept; the message names row and channel of each.
 * @throws {StoreError} At once, if a result cannot be kept.
 */
export async function runWholeLeaderboard(options: LeaderboardReportOptions): Promise<LeaderboardResult> {
  return interruptible(options.signal, (signal) => runUntil({ ...options, signal }));
}

async function runUntil(options: LeaderboardReportOptions): Promise<LeaderboardResult> {
  const { profile, workers = 1, seeds = sizes[profile].seeds, root, store, onProgress, signal } = options;
  const channels = options.channels ? smapMslSource(root, options.channels).channels : channelsFor(root, profile);
  const judged = channels.filter((channel) => REPORT_CHANNELS.includes(channel));
  if (judged.length < 2) {
    throw new Error(
      `leaderboard: expected at least two of the report's channels, as each one's settings are chosen on the others; found ${judged.join(', ') || 'none'} in ${channels.join(', ') || root}.`,
    );
  }
  // Every process reads one clock: what it finds finished after this moment is of this run, and not made a second time.
  const since = options.force ? Date.now() : undefined;
  const onNote = once(options.onNote);
  const run = { root, store, since, channels, signal, onNote };
  // What protocol (a) needs comes first, should the run be stopped.
  const tasks = [...judged, ...channels.filter((channel) => !judged.includes(channel))].map((channel): ChannelTask => ({
    channel,
    root,
    store,
    since,
    profile,
    seeds,
  }));
  const progress = { onProgress, onNote, signal, workers };
  if (workers > 1) await measureSideBySide(tasks, progress);
  const shown = workers > 1 ? run : { ...run, onProgress };
  const failures = new Failures(signal);
  const found = await failures.attempt('choices', () => runChoices(shown));
  const rows = await failures.attempt('rows', () => runLeaderboard(entriesFor(profile), { ...shown, seeds }));
  failures.finish();
  const figures = found!;
  const settings = chosenSettings(figures, (channel) => judged.includes(channel));
  const chosenTasks = tasks.map((task) => ({ ...task, settings: settings.get(task.channel)! }));
  // A process takes seconds to start, the ensemble less than one a channel.
  if (workers > 1 && channels.length > FEW) await measureSideBySide(chosenTasks, progress);
  const ensemble = await runEnsemble(settings, shown);
  const others = rows!.map((row) => (row.label === shippedEntry.label ? { ...row, oracle: true } : row));
  return { results: [ensemble, ...others], figures, judged };
}

/** Says each sentence once: every process comes upon its own share of what is stale. */
function once(onNote: (note: string) => void = () => undefined): (note: string) => void {
  const said = new Set<string>();
  return (note) => {
    if (!said.has(note)) onNote(note);
    said.add(note);
  };
}

function channelsFor(root: string, profile: ProfileName): string[] {
  const labelled = labelledChannels(root);
  const inReport = (channel: string) => REPORT_CHANNELS.includes(channel);
  const { inside, outside } = sizes[profile];
  const kept = [
    ...labelled.filter(inReport).slice(0, inside),
    ...labelled.filter((channel) => !inReport(channel)).slice(0, outside),
  ];
  return labelled.filter((channel) => kept.includes(channel));
}

/** The tables of protocols (a), (b) and (c), and of ranks. */
export function leaderboardTables({ results, figures, judged }: LeaderboardResult): Table[] {
  const [ensemble, ...others] = results.map((row) => keepChannels(row, ({ channel }) => judged.includes(channel)));
  const inside = figures.map(({ spacecraft }) => spacecraft);
  const spacecrafts = (['SMAP', 'MSL'] as const).filter((name) => inside.includes(name));
  const ofCraft = (name: string) => results.map((row) => keepChannels(row, (each) => each.spacecraft === name));
  return [
    leaderboardWindowTable([ensemble, ...fixedChoiceRows(figures, judged), ...others]),
    ...spacecrafts.map((name) => leaderboardStepTable(ofCraft(name), name)),
    ...spacecrafts.map((name) => leaderboardMeasureTable(ofCraft(name), name)),
    leaderboardRankTable(results),
    ...spacecrafts.map((name) => {
      const [first, ...rest] = ofCraft(name);
      return leaderboardEventTable([first, ...fixedEventRows(figures, name), ...rest], name);
    }),
  ];
}
