/**
 * What the tables of the leaderboard share: rows, their figures over channels and seeds, and their difference to a
 * baseline.
 */
import type { Quantity, Results, SuiteRow } from '../../experiments/index';
import type { Cell, IntervalCell } from '../../tables/index';
import { pairedDifference, type Interval, type PairedDifference } from '../compare';

/** A row with what was measured, of whatever channels. */
export interface LeaderboardRow {
  readonly label: string;
  readonly about: NonNullable<SuiteRow['about']>;
  readonly results: Results;
}

export const leadColumns = ['detector', 'kind', 'use'] as const;

export function leadCells({ label, about: { kind, use, oracle } }: LeaderboardRow): Cell[] {
  return [oracle ? `ORACLE: ${label}` : label, kind, use];
}

/** Finds the places of rows that claim nothing, so that the best figure set in bold is an honest one. */
export function unrankedRows(
  rows: readonly LeaderboardRow[],
  without: (row: LeaderboardRow) => boolean = ({ about }) => about.oracle === true,
): number[] {
  return rows.flatMap((row, i) => (without(row) ? [i] : []));
}

/**
 * Gives each row's figure on the channels on which all of them have one, averaged over seeds, in one order.
 *
 * @throws If the rows are not of the same channels.
 */
export function onSharedChannels(rows: readonly LeaderboardRow[], figure: Quantity): number[][] {
  const channels = new Set(rows.map(({ results }) => [...results.channels].sort().join(', ')));
  if (channels.size > 1) {
    throw new Error(`leaderboard: expected rows of the same channels; found ${[...channels].join(' and ')}.`);
  }
  const found = rows.map(({ results }) => results.byChannel(figure));
  const shared = [...(found[0]?.keys() ?? [])].filter((channel) => found.every((each) => each.has(channel)));
  return found.map((each) => shared.map((channel) => each.get(channel)!));
}

/** Counts the channels that the rows are of. */
function channelCount([first]: readonly LeaderboardRow[]): number {
  return first?.results.channels.length ?? 0;
}

const baselineKinds: readonly string[] = ['trivial', 'baseline'];

/**
 * Finds the best row without a network, by a figure's mean: what the others are held against. Picked with the labels,
 * so that it is at least as hard to beat as any that could have been picked without.
 *
 * @returns undefined where there is no such row, as in a run that was stopped, where none has the figure, or one channel,
 *          which has no interval over channels.
 */
export function bestBaseline(rows: readonly LeaderboardRow[], figure: Quantity): LeaderboardRow | undefined {
  if (channelCount(rows) < 2) return undefined;
  const candidates = rows.filter(
    ({ about: { kind, oracle }, results }) =>
      baselineKinds.includes(kind) && !oracle && !Number.isNaN(results.mean(figure)),
  );
  const [first, ...others] = candidates;
  return others.reduce<LeaderboardRow | undefined>(
    (best, row) => (best && row.results.mean(figure) > best.results.mean(figure) ? row : best),
    first,
  );
}

/** Says what a table averages and what its differences are to, for its caption. */
export function averageText(rows: readonly LeaderboardRow[], baseline: LeaderboardRow | undefined): string {
  const channels = channelCount(rows);
  return `${channels === 1 ? 'one channel' : `macro average of ${channels} channels`}${differenceText(baseline)}`;
}

/** Says what differences are to; nothing where there are none. */
export function differenceText(baseline: LeaderboardRow | undefined): string {
  return baseline ? `; differences to ${baseline.label}` : '';
}

/**
 * Compares a figure of two rows by channel.
 *
 * @returns undefined where no channel has it of both.
 */
export function differenceOf(
  row: LeaderboardRow,
  baseline: LeaderboardRow,
  figure: Quantity,
): PairedDifference | undefined {
  const [own, other] = onSharedChannels([row, baseline], figure);
  return own.length > 0 ? pairedDifference(own, other) : undefined;
}

/** Gives a row's difference to the baseline as a cell. */
export function differenceCell({ difference, low, high }: Interval): IntervalCell {
  return { value: difference, low, high };
}

/** Says on how many channels a row is higher, level and lower than the baseline. */
export function winsText({ wins, ties, losses }: PairedDifference): string {
  return `${wins}-${ties}-${losses}`;
}
