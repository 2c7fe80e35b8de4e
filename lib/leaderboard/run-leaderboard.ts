/** Runs the leaderboard's suite: its rows, the grid of choices, then the ensemble with the settings chosen by it. */
import { clippedShares, incidentsOf, listChannels, REPORT_CHANNELS, type Spacecraft } from '../data/index';
import { findSeriesDetector, type PooledContextConfig } from '../detectors/index';
import {
  measuresOn,
  Results,
  runSuite,
  smapMslProtocol,
  smapMslSource,
  withPlaceRows,
  type ChoiceFigures,
  type ResultRow,
  type Source,
  type SuiteOptions,
  type SuiteResult,
  type SuiteRow,
  type SuiteTable,
} from '../experiments/index';
import type { ProfileName } from '../models/index';
import { chosenSettings, settingsOfOtherSpacecraft, type ChannelFigures, type ChosenSettings } from './choices';
import { ENSEMBLE, leaderboardRows, OTHER_CRAFT, UNCLIPPED } from './rows';

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
  /** The incident of each channel, named by its first channel; see `incidentsOf`. */
  readonly incidents: ReadonlyMap<string, string>;
  /** Of each channel, the share of test steps that report 3's clip cuts; see `clippedShare`. */
  readonly clipped: ReadonlyMap<string, number>;
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
    protocol: { ...smapMslProtocol, ...UNCLIPPED, measuredOn: [...measuredOn] },
    rows: rows.map((row) => (findSeriesDetector(row.detector).seeded ? row : { ...row, seeds: seeds.slice(0, 1) })),
    seeds,
    measures: measuredOn.flatMap((what) => measuresOn(what)),
    notes: [],
  };
}

/** What the leaderboard runs first; what else it runs depends on what these tables find. */
export interface LeaderboardPlan extends Pick<LeaderboardResult, 'judged' | 'spacecraft' | 'incidents' | 'clipped'> {
  /** The rows, and the grid that the ensemble's settings are chosen from. */
  readonly tables: readonly [SuiteTable, SuiteTable];
}

/**
 * Plans the leaderboard.
 *
 * @throws If a channel is unknown, named twice or not labelled, or report 3's channels among them show fewer than two
 *         incidents.
 */
export function planLeaderboard(
  options: Pick<LeaderboardOptions, 'profile' | 'root' | 'channels' | 'seeds'>,
): LeaderboardPlan {
  const { profile, seeds = sizes[profile].seeds, root } = options;
  const info = new Map(listChannels(root).map((each) => [each.channel, each]));
  const incidents = incidentsOf(root);
  const source = smapMslSource(root, options.channels ?? channelsFor(root, profile, incidents));
  const judged = source.channels.filter((channel) => REPORT_CHANNELS.includes(channel));
  requireJudged(judged, source, incidents);
  const spacecraft = new Map(source.channels.map((channel) => [channel, info.get(channel)!.spacecraft ?? 'SMAP']));
  const clipped = new Map(clippedShares(root, source.channels).map((each) => [each.channel, each.clipped]));
  const grid: SuiteRow = { label: CHOICES, detector: 'pooled-context', probe: CHOICES };
  const tables = [
    leaderboardTable(source, withPlaceRows(leaderboardRows(profile), source), seeds),
    leaderboardTable(source, [grid], seeds.slice(0, 1), CHOICES),
  ] as const;
  return { tables, judged, spacecraft, incidents, clipped };
}

/**
 * Runs all rows of the leaderboard. Where a job fails, the rows that need it are missing, the ensemble among them.
 *
 * @throws If it cannot be planned, see `planLeaderboard`; before anything is run.
 * @throws {StoreError} At once, if a result cannot be kept.
 */
export async function runLeaderboard(options: LeaderboardOptions): Promise<LeaderboardResult> {
  const { tables, judged, spacecraft, incidents, clipped } = planLeaderboard(options);
  const [main, { source, seeds }] = tables;
  const first = await runSuite(tables, options);
  const figures = first.results.table(CHOICES).rows.map(({ channel, probe }): ChannelFigures => ({
    channel,
    spacecraft: spacecraft.get(channel)!,
    incident: incidents.get(channel)!,
    ...(probe as ChoiceFigures),
  }));
  const shared = { figures, judged, spacecraft, incidents, clipped };
  const rows = first.results.table(TABLE);
  if (figures.length < source.channels.length) return { ...first, ...shared, rows: main.rows, results: rows };
  const isOfBoth = new Set(spacecraft.values()).size > 1;
  const ensemble = await runSuite(ensembleTables(source, figures, { judged, seeds }), options);
  return {
    ...first,
    ...shared,
    rows: [ensembleRow, ...(isOfBoth ? [otherCraftRow] : []), ...main.rows],
    results: new Results([...mergeEnsemble(ensemble.results, judged), ...ofOtherCraft(ensemble.results), ...rows.rows]),
    warnings: [...new Set([...first.warnings, ...ensemble.warnings])],
    failures: [...first.failures, ...ensemble.failures],
    interrupted: first.interrupted || ensemble.interrupted,
  };
}

function requireJudged(judged: readonly string[], { channels }: Source, incidents: ReadonlyMap<string, string>): void {
  if (new Set(judged.map((channel) => incidents.get(channel))).size >= 2) return;
  const found = `found ${judged.join(', ') || 'none'} in ${channels.join(', ')}`;
  throw new Error(
    `leaderboard: expected at least two of report 3's channels, of two incidents, as each one's settings are chosen on the others; ${found}.`,
  );
}

const ensembleRow: SuiteRow = {
  label: ENSEMBLE,
  detector: 'pooled-context',
  about: { kind: 'ensemble', use: 'offline' },
};

const otherCraftRow: SuiteRow = { ...ensembleRow, label: OTHER_CRAFT };

/** Names of the ensemble's tables. */
const [STEPS, WINDOWS, OTHER] = ['steps', 'windows', 'other spacecraft'];

/**
 * Makes the ensemble's tables, every channel with settings that the labels of its incident had no part in: others for
 * windows than for steps and events; and with settings of the other spacecraft, where there is one.
 */
function ensembleTables(
  source: Source,
  figures: readonly ChannelFigures[],
  { judged, seeds }: Pick<LeaderboardResult, 'judged'> & Pick<SuiteTable, 'seeds'>,
): SuiteTable[] {
  const settings = chosenSettings(figures, (channel) => judged.includes(channel));
  const partOf = (part: keyof ChosenSettings) => {
    const chosen = [...settings].map(([channel, own]) => [channel, own[part]] as const);
    return new Map(chosen.filter((each): each is readonly [string, PooledContextConfig] => each[1] !== undefined));
  };
  const table = (name: string, row: SuiteRow, configs: ReadonlyMap<string, PooledContextConfig>) => {
    const configOf = Object.fromEntries(configs) as unknown as NonNullable<SuiteRow['configOf']>;
    const channels = source.channels.filter((channel) => configs.has(channel));
    return leaderboardTable({ ...source, channels }, [{ ...row, configOf }], seeds, name);
  };
  const ofOther = settingsOfOtherSpacecraft(figures);
  return [
    table(STEPS, ensembleRow, partOf('steps')),
    table(WINDOWS, ensembleRow, partOf('windows')),
    ...(ofOther.size > 0 ? [table(OTHER, otherCraftRow, ofOther)] : []),
  ];
}

/**
 * Makes one row of two: on judged channels, measures on windows by the settings for them; all others by the settings
 * for steps. Gives no row where one of the two is unfinished.
 */
function mergeEnsemble(results: Results, judged: readonly string[]): ResultRow[] {
  const windows = new Map(results.table(WINDOWS).rows.map((row) => [row.channel, row]));
  if (judged.some((channel) => !windows.has(channel))) return [];
  return results.table(STEPS).rows.map((row) => {
    const { measures } = windows.get(row.channel) ?? row;
    const own = Object.fromEntries(measuresOn('windows').map((name) => [name, measures[name]]));
    return { ...row, table: TABLE, measures: { ...row.measures, ...own } };
  });
}

/** Gives the row of the other spacecraft's settings, which is run on all channels; nothing where one of them is unfinished. */
function ofOtherCraft(results: Results): ResultRow[] {
  return results.table(OTHER).rows.map((row) => ({ ...row, table: TABLE }));
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
