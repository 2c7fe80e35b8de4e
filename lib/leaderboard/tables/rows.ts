/** What the tables of the leaderboard share: rows, their figures over channels and seeds, and their difference to a baseline. */
import type { Figure, Results, SuiteRow } from '../../experiments/index';
import type { Cell, Column, IntervalCell } from '../../tables/index';
import type { Interval } from '../compare';

/** A row with what was measured, of whatever channels. */
export interface LeaderboardRow {
  readonly label: string;
  readonly about: NonNullable<SuiteRow['about']>;
  readonly results: Results;
}

export const highest = (heading: string): Column => ({ heading, best: 'highest' });

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

/** A row's figure on every channel, averaged over seeds, in the order of the channels. */
export function byChannel({ results }: LeaderboardRow, figure: Figure): number[] {
  return [...results.byChannel(figure).values()];
}

/** How many channels the rows are of. */
export function channelCount([{ results }]: readonly LeaderboardRow[]): number {
  return results.channels.length;
}

const baselineKinds: readonly string[] = ['trivial', 'baseline'];

/**
 * The best row without a network, by a figure's mean: what the others are held against. Picked with the labels, so that it
 * is at least as hard to beat as any that could have been picked without.
 *
 * @throws If there is no such row.
 */
export function bestBaseline(rows: readonly LeaderboardRow[], figure: Figure): LeaderboardRow {
  const candidates = rows.filter(({ about: { kind, oracle } }) => baselineKinds.includes(kind) && !oracle);
  const [first, ...others] = candidates;
  if (!first) throw new Error('leaderboard: there is no baseline to compare with.');
  return others.reduce((best, row) => (row.results.mean(figure) > best.results.mean(figure) ? row : best), first);
}

/** What a table averages, for its caption; one channel has no interval over channels. */
export function averageText(channels: number, baseline: string): string {
  return channels === 1 ? 'one channel' : `macro average of ${channels} channels; differences to ${baseline}`;
}

/** A row's difference to the baseline as a cell. */
export function differenceCell({ difference, low, high }: Interval): IntervalCell {
  return { value: difference, low, high };
}
