/**
 * What the tables of the leaderboard share: rows, their figures over channels and seeds, and their difference to a
 * baseline.
 */
import type { Quantity, Results, SuiteRow } from '../../experiments/index';
import type { Cell, IntervalCell } from '../../tables/index';
import type { Interval } from '../compare';

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

/** Places of the rows that claim nothing, so that the best figure set in bold is an honest one. */
export function unrankedRows(
  rows: readonly LeaderboardRow[],
  without: (row: LeaderboardRow) => boolean = ({ about }) => about.oracle === true,
): number[] {
  return rows.flatMap((row, i) => (without(row) ? [i] : []));
}

/** Gives a row's figure on every channel, averaged over seeds, in the order of the channels. */
export function byChannel({ results }: LeaderboardRow, figure: Quantity): number[] {
  return [...results.byChannel(figure).values()];
}

/** Counts the channels that the rows are of. */
export function channelCount([first]: readonly LeaderboardRow[]): number {
  return first?.results.channels.length ?? 0;
}

const baselineKinds: readonly string[] = ['trivial', 'baseline'];

/**
 * Finds the best row without a network, by a figure's mean: what the others are held against. Picked with the labels,
 * so that it is at least as hard to beat as any that could have been picked without.
 *
 * @returns undefined where there is no such row, as in a run that was stopped, or one channel, which has no interval
 *          over channels.
 */
export function bestBaseline(rows: readonly LeaderboardRow[], figure: Quantity): LeaderboardRow | undefined {
  if (channelCount(rows) < 2) return undefined;
  const candidates = rows.filter(({ about: { kind, oracle } }) => baselineKinds.includes(kind) && !oracle);
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

/** Gives a row's difference to the baseline as a cell. */
export function differenceCell({ difference, low, high }: Interval): IntervalCell {
  return { value: difference, low, high };
}
