/** Runs the leaderboard's suite: its rows, the grid of choices, then the ensemble with the settings chosen by it. */
import { listChannels, REPORT_CHANNELS, type Spacecraft } from '../data/index';
import { findSeriesDetector } from '../detectors/index';
import {
  measuresOn,
  Results,
  runSuite,
  smapMslProtocol,
  smapMslSource,
  type ChoiceFigures,
  type ResultRow,
  type Source,
  type SuiteOptions,
  type SuiteResult,
  type SuiteRow,
  type SuiteTable,
} from '../experiments/index';
import type { ProfileName } from '../models/index';
import { chosenSettings, type ChannelFigures, type ChosenSettings } from './choices';
import { ENSEMBLE, leaderboardRows } from './rows';

export interface LeaderboardOptions extends SuiteOptions {
  /** Folder of the telemetry. */
  readonly root: string;
  /** Default: all that are labelled, in `smoke` three. */
  readonly channels?: readonly string[];
  /** Default: 0, in `full` 0, 1, 2. */
  readonly seeds?: readonly number[];
}

/** Channels of report 3, other channels, and seeds. Infinity: all there are. */
const sizes: Readonly<Record<ProfileName, { inside: number; outside: number; seeds: readonly number[] }>> = {
  smoke: { inside: 2, outside: 1, seeds: [0] },
  quick: { inside: Infinity, outside: Infinity, seeds: [0] },
  full: { inside: Infinity, outside: Infinity, seeds: [0, 1, 2] },
};

export interface LeaderboardResult extends Pick<
  SuiteResult,
  'profile' | 'backend' | 'warnings' | 'failures' | 'interrupted'
> {
  /** What the rows are, the ensemble first; as an oracle beside it, the one with the settings it ships with. */
  readonly rows: readonly SuiteRow[];
  readonly results: Results;
  /** What settings were chosen by. */
  readonly figures: readonly ChannelFigures[];
  /** Report 3's channels, on which protocol (a) is averaged. */
  readonly judged: readonly string[];
  readonly spacecraft: ReadonlyMap<string, Spacecraft>;
}

const TABLE = 'leaderboard';
const CHOICES = 'choices';

/** All three protocols: (a) on report 3's windows, (b) on time steps, (c) on events. */
const measuredOn = ['windows', 'steps', 'events'] as const;

/** Makes a table on telemetry, measured by all three protocols. */
function leaderboardTable(
  source: Source,
  rows: readonly SuiteRow[],
  seeds: readonly number[],
  name = TABLE,
): SuiteTable {
  return {
    name,
    title: 'Leaderboard',
    source,
    protocol: { ...smapMslProtocol, measuredOn: [...measuredOn] },
    rows: rows.map((row) => (findSeriesDetector(row.detector).seeded ? row : { ...row, seeds: seeds.slice(0, 1) })),
    seeds,
    measures: measuredOn.flatMap((what) => measuresOn(what)),
    notes: [],
  };
}

/** What the leaderboard runs first; what else it runs depends on what these tables find. */
export interface LeaderboardPlan extends Pick<LeaderboardResult, 'judged' | 'spacecraft'> {
  /** The rows, and the grid that the ensemble's settings are chosen from. */
  readonly tables: readonly [SuiteTable, SuiteTable];
}

/**
 * Plans the leaderboard.
 *
 * @throws If a channel is unknown, named twice or not labelled, or there are fewer than two of report 3's channels.
 */
export function planLeaderboard(
  options: Pick<LeaderboardOptions, 'profile' | 'root' | 'channels' | 'seeds'>,
): LeaderboardPlan {
  const { profile, seeds = sizes[profile].seeds, root } = options;
  const info = new Map(listChannels(root).map((each) => [each.channel, each]));
  const source = smapMslSource(root, options.channels ?? channelsFor(root, profile));
  const judged = source.channels.filter((channel) => REPORT_CHANNELS.includes(channel));
  requireJudged(judged, source);
  const spacecraft = new Map(source.channels.map((channel) => [channel, info.get(channel)!.spacecraft ?? 'SMAP']));
  const grid: SuiteRow = { label: CHOICES, detector: 'pooled-context', probe: CHOICES };
  const tables = [
    leaderboardTable(source, leaderboardRows(profile), seeds),
    leaderboardTable(source, [grid], seeds.slice(0, 1), CHOICES),
  ] as const;
  return { tables, judged, spacecraft };
}

/**
 * Runs all rows of the leaderboard. Where a job fails, the rows that need it are missing, the ensemble among them.
 *
 * @throws If it cannot be planned, see `planLeaderboard`; before anything is run.
 * @throws {StoreError} At once, if a result cannot be kept.
 */
export async function runLeaderboard(options: LeaderboardOptions): Promise<LeaderboardResult> {
  const { tables, judged, spacecraft } = planLeaderboard(options);
  const [main, { source, seeds }] = tables;
  const first = await runSuite(tables, options);
  const figures = first.results.table(CHOICES).rows.map(({ channel, probe }): ChannelFigures => ({
    channel,
    spacecraft: spacecraft.get(channel)!,
    ...(probe as ChoiceFigures),
  }));
  const shared = { figures, judged, spacecraft };
  const rows = first.results.table(TABLE);
  if (figures.length < source.channels.length) return { ...first, ...shared, rows: main.rows, results: rows };
  const settings = chosenSettings(figures, (channel) => judged.includes(channel));
  const ensemble = await runSuite(ensembleTables(source, settings, seeds), options);
  return {
    ...first,
    ...shared,
    rows: [ensembleRow, ...main.rows],
    results: new Results([...mergeEnsemble(ensemble.results, judged), ...rows.rows]),
    warnings: [...new Set([...first.warnings, ...ensemble.warnings])],
    failures: [...first.failures, ...ensemble.failures],
    interrupted: first.interrupted || ensemble.interrupted,
  };
}

function requireJudged(judged: readonly string[], { channels }: Source): void {
  if (judged.length >= 2) return;
  const found = `found ${judged.join(', ') || 'none'} in ${channels.join(', ')}`;
  throw new Error(
    `leaderboard: expected at least two of report 3's channels, as each one's settings are chosen on the others; ${found}.`,
  );
}

const ensembleRow: SuiteRow = {
  label: ENSEMBLE,
  detector: 'pooled-context',
  about: { kind: 'ensemble', use: 'offline' },
};

/**
 * Makes the ensemble's tables, every channel with settings that its own labels had no part in: others for windows than
 * for steps and events.
 */
function ensembleTables(
  source: Source,
  settings: ReadonlyMap<string, ChosenSettings>,
  seeds: readonly number[],
): SuiteTable[] {
  const configOf = (part: keyof ChosenSettings) => {
    const chosen = [...settings].flatMap(([channel, own]) => (own[part] ? [[channel, own[part]] as const] : []));
    return Object.fromEntries(chosen) as unknown as NonNullable<SuiteRow['configOf']>;
  };
  const [steps, windows] = [configOf('steps'), configOf('windows')];
  const judged = { ...source, channels: Object.keys(windows) } as Source;
  return [
    leaderboardTable(source, [{ ...ensembleRow, configOf: steps }], seeds, 'steps'),
    leaderboardTable(judged, [{ ...ensembleRow, configOf: windows }], seeds, 'windows'),
  ];
}

/**
 * Makes one row of two: on judged channels, measures on windows by the settings for them; all others by the settings
 * for steps. Gives no row where one of the two is unfinished.
 */
function mergeEnsemble(results: Results, judged: readonly string[]): ResultRow[] {
  const windows = new Map(results.table('windows').rows.map((row) => [row.channel, row]));
  if (judged.some((channel) => !windows.has(channel))) return [];
  return results.table('steps').rows.map((row) => {
    const { measures } = windows.get(row.channel) ?? row;
    const own = Object.fromEntries(measuresOn('windows').map((name) => [name, measures[name]]));
    return { ...row, table: TABLE, measures: { ...row.measures, ...own } };
  });
}

/** Lists the channels of a folder that have an anomaly. */
export function labelledChannels(root: string): string[] {
  return listChannels(root).flatMap(({ channel, labelled, segments }) =>
    labelled && segments.length > 0 ? [channel] : [],
  );
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
