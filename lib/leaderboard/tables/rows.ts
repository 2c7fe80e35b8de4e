/** What the tables of the leaderboard share: figures of a row over channels and seeds, and its difference to a baseline. */
import { channelMeans, type ChannelMeasures, type EntryKind, type EntryResult, type Interval } from '../index';
import type { Cell, Column, IntervalCell } from '../../tables/table';

/** A row, of whatever is measured on its channels. */
export interface LeaderboardRow<C> extends Pick<EntryResult, 'label' | 'kind' | 'use' | 'oracle'> {
  readonly seeds: readonly { readonly channels: readonly C[] }[];
}

export const highest = (heading: string): Column => ({ heading, best: 'highest' });

export const leadColumns = ['detector', 'kind', 'use'] as const;

export function leadCells({ label, kind, use, oracle }: LeaderboardRow<unknown>): Cell[] {
  return [oracle ? `ORACLE: ${label}` : label, kind, use];
}

/** Places of the rows that claim nothing, so that the best figure set in bold is an honest one. */
export function unrankedRows(
  rows: readonly LeaderboardRow<unknown>[],
  without: (row: LeaderboardRow<unknown>) => boolean = ({ oracle }) => oracle === true,
): number[] {
  return rows.flatMap((row, i) => (without(row) ? [i] : []));
}

export const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value / values.length, 0);

/** The macro average over channels, one number per seed: printed as mean ± deviation. */
export function macro<C>({ seeds }: LeaderboardRow<C>, figure: (channel: C) => number): number[] {
  return seeds.map(({ channels }) => meanOf(channels.map(figure)));
}

/** A row's figure on every channel, averaged over seeds, in the order of the row's channels. */
export function byChannel<C extends { readonly channel: string }>(
  row: LeaderboardRow<C>,
  figure: (channel: C) => number,
): number[] {
  return [...channelMeans(row, figure).values()];
}

/** A row with some of its channels. */
export function keepChannels(row: EntryResult, keep: (channel: ChannelMeasures) => boolean): EntryResult {
  return { ...row, seeds: row.seeds.map((seed) => ({ ...seed, channels: seed.channels.filter(keep) })) };
}

const baselineKinds: readonly EntryKind[] = ['trivial', 'baseline'];

/**
 * The best row without a network, by a figure's mean: what the others are held against. Picked with the labels, so that it
 * is at least as hard to beat as any that could have been picked without.
 *
 * @throws If there is no such row.
 */
export function bestBaseline<Row extends LeaderboardRow<unknown>>(
  rows: readonly Row[],
  figure: (row: Row) => number,
): Row {
  const [first, ...others] = rows.filter(({ kind, oracle }) => baselineKinds.includes(kind) && !oracle);
  if (!first) throw new Error('leaderboard: there is no baseline to compare with.');
  return others.reduce((best, row) => (figure(row) > figure(best) ? row : best), first);
}

/** What a table averages, for its caption; one channel has no interval over channels. */
export function averageText(channels: number, baseline: string): string {
  return channels === 1 ? 'one channel' : `macro average of ${channels} channels; differences to ${baseline}`;
}

/** A row's difference to the baseline as a cell. */
export function differenceCell({ difference, low, high }: Interval): IntervalCell {
  return { value: difference, low, high };
}
