/** Runs the leaderboard's suite: every row on every channel by three protocols. */
import { clippedShares, incidentsOf, listChannels, REPORT_CHANNELS, type Spacecraft } from '../data/index';
import {
  measuresOn,
  ofSeeds,
  type Results,
  runSuite,
  smapMslProtocol,
  smapMslSource,
  withPlaceRows,
  type Source,
  type SuiteOptions,
  type SuiteResult,
  type SuiteRow,
  type SuiteTable,
} from '../experiments/index';
import type { ProfileName } from '../models/index';
import { leaderboardRows, UNCLIPPED } from './rows';

export interface LeaderboardOptions extends SuiteOptions {
  /** Folder of the telemetry. */
  readonly root: string;
  /** Default: all that are labelled, in `smoke` three. */
  readonly channels?: readonly string[];
  /** Default: 0, in `full` 0, 1, 2. */
  readonly seeds?: readonly number[];
}

/** Channels of report 3, of as many incidents where not all are run; other channels; seeds. Infinity: all there are. */
const sizes: Readonly<Record<ProfileName, { inside: number; outside: number; seeds: readonly number[] }>> = {
  smoke: { inside: 2, outside: 1, seeds: [0] },
  quick: { inside: Infinity, outside: Infinity, seeds: [0] },
  full: { inside: Infinity, outside: Infinity, seeds: [0, 1, 2] },
};

export interface LeaderboardResult extends Pick<
  SuiteResult,
  'profile' | 'backend' | 'warnings' | 'failures' | 'interrupted' | 'provenance'
> {
  /** What the rows are, the ensemble first. */
  readonly rows: readonly SuiteRow[];
  readonly results: Results;
  /** Report 3's channels, on which protocol (a) is averaged. */
  readonly judged: readonly string[];
  readonly spacecraft: ReadonlyMap<string, Spacecraft>;
  /** The incident of each channel, named by its first channel; see `incidentsOf`. */
  readonly incidents: ReadonlyMap<string, string>;
  /** Of each channel, the share of test steps that report 3's clip cuts; see `clippedShare`. */
  readonly clipped: ReadonlyMap<string, number>;
}

const TABLE = 'leaderboard';

/** All three protocols: (a) on report 3's windows, (b) on time steps, (c) on events. */
const measuredOn = ['windows', 'steps', 'events'] as const;

/** Makes a table on telemetry, measured by all three protocols. */
function leaderboardTable(source: Source, rows: readonly SuiteRow[], seeds: readonly number[]): SuiteTable {
  return {
    name: TABLE,
    title: 'Leaderboard',
    source,
    protocol: { ...smapMslProtocol, ...UNCLIPPED, measuredOn: [...measuredOn] },
    rows: ofSeeds(rows, seeds),
    seeds,
    measures: measuredOn.flatMap((what) => measuresOn(what)),
    notes: [],
  };
}

/** What the leaderboard runs. */
export interface LeaderboardPlan extends Pick<LeaderboardResult, 'judged' | 'spacecraft' | 'incidents' | 'clipped'> {
  readonly tables: readonly [SuiteTable];
}

/**
 * Plans the leaderboard.
 *
 * @throws If a channel is unknown, named twice or not labelled, or none is one of report 3's.
 */
export function planLeaderboard(
  options: Pick<LeaderboardOptions, 'profile' | 'root' | 'channels' | 'seeds'>,
): LeaderboardPlan {
  const { profile, seeds = sizes[profile].seeds, root } = options;
  const info = new Map(listChannels(root).map((each) => [each.channel, each]));
  const incidents = incidentsOf(root);
  const source = smapMslSource(root, options.channels ?? channelsFor(root, profile, incidents));
  const judged = source.channels.filter((channel) => REPORT_CHANNELS.includes(channel));
  if (judged.length === 0) {
    const found = source.channels.join(', ');
    throw new Error(
      `leaderboard: expected at least one of report 3's channels, which protocol (a) is on; found ${found}.`,
    );
  }
  const spacecraft = new Map(source.channels.map((channel) => [channel, info.get(channel)!.spacecraft ?? 'SMAP']));
  const clipped = new Map(clippedShares(root, source.channels).map((each) => [each.channel, each.clipped]));
  const tables = [leaderboardTable(source, withPlaceRows(leaderboardRows(profile), source), seeds)] as const;
  return { tables, judged, spacecraft, incidents, clipped };
}

/**
 * Runs all rows of the leaderboard. Where a job fails, the rows that need it are missing.
 *
 * @throws If it cannot be planned, see `planLeaderboard`; before anything is run.
 * @throws {StoreError} At once, if a result cannot be kept.
 */
export async function runLeaderboard(options: LeaderboardOptions): Promise<LeaderboardResult> {
  const { tables, ...known } = planLeaderboard(options);
  const { tables: _, ...found } = await runSuite(tables, options);
  return { ...found, ...known, rows: tables[0].rows };
}

/** Lists the channels of a folder that have an anomaly. */
export function labelledChannels(root: string): string[] {
  return listChannels(root).flatMap(({ channel, labelled, segments }) =>
    labelled && segments.length > 0 ? [channel] : [],
  );
}

function channelsFor(root: string, profile: ProfileName, incidents: ReadonlyMap<string, string>): string[] {
  const labelled = labelledChannels(root);
  const inReport = (channel: string) => REPORT_CHANNELS.includes(channel);
  const { inside, outside } = sizes[profile];
  const isFirst = (channel: string, i: number, all: readonly string[]) =>
    inside === Infinity || all.findIndex((each) => incidents.get(each) === incidents.get(channel)) === i;
  const kept = [
    ...labelled.filter(inReport).filter(isFirst).slice(0, inside),
    ...labelled.filter((channel) => !inReport(channel)).slice(0, outside),
  ];
  return labelled.filter((channel) => kept.includes(channel));
}
