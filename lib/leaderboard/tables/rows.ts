/**
 * What the tables of the leaderboard share: rows, their figures over channels and seeds, and their difference to a
 * baseline.
 */
import type { Incidents } from '../../data/index';
import {
  markedLabel,
  measureInfo,
  type MeasureName,
  type Quantity,
  type Results,
  type SuiteRow,
} from '../../experiments/index';
import { formatSigned, type Cell } from '../../tables/index';
import { isTooFew, pairedDifference, type Counts, type Interval, type PairedDifference } from '../compare';

/** A row with what was measured, of whatever channels. */
export interface LeaderboardRow {
  readonly label: string;
  readonly about: NonNullable<SuiteRow['about']>;
  readonly results: Results;
}

export const leadColumns = ['detector', 'kind', 'use'] as const;

export function leadCells({ label, about }: LeaderboardRow): Cell[] {
  return [markedLabel(label, about), about.kind, about.use];
}

/** Finds the places of rows that claim nothing, so that the best figure set in bold is an honest one. */
export function unrankedRows(
  rows: readonly LeaderboardRow[],
  without: (row: LeaderboardRow) => boolean = ({ about }) => about.oracle === true,
): number[] {
  return rows.flatMap((row, i) => (without(row) ? [i] : []));
}

/** Figures of several rows on the channels on which all of them have one. */
export interface SharedFigures {
  readonly channels: readonly string[];
  /** For each row, one per channel. */
  readonly figures: readonly (readonly number[])[];
}

/**
 * Gives each row's figure on the channels on which all of them have one, averaged over seeds, in one order.
 *
 * @throws If the rows are not of the same channels.
 */
export function onSharedChannels(rows: readonly LeaderboardRow[], figure: Quantity): SharedFigures {
  const sets = new Set(rows.map(({ results }) => [...results.channels].sort().join(', ')));
  if (sets.size > 1) {
    throw new Error(`leaderboard: expected rows of the same channels; found ${[...sets].join(' and ')}.`);
  }
  const found = rows.map(({ results }) => results.byChannel(figure));
  const channels = [...(found[0]?.keys() ?? [])].filter((channel) => found.every((each) => each.has(channel)));
  return { channels, figures: found.map((each) => channels.map((channel) => each.get(channel)!)) };
}

/** Gives the incidents of channels in their order; undefined where they are not known. */
export function incidentsIn(channels: readonly string[], incidents: Incidents | undefined): string[] | undefined {
  return incidents && channels.map((channel) => incidents.get(channel) ?? channel);
}

/** Counts the channels that the rows are of. */
function channelCount([first]: readonly LeaderboardRow[]): number {
  return first?.results.channels.length ?? 0;
}

const baselineKinds: readonly string[] = ['trivial', 'baseline'];

/**
 * Finds the best row without a network, by a figure's mean: what the others are held against by this figure. Picked with
 * the labels, so that by it it is at least as hard to beat as any that could have been picked without.
 *
 * @returns undefined where there is no such row, as in a run that was stopped, where none has the figure, or one channel,
 *          which has no interval over channels.
 */
function bestBaseline(rows: readonly LeaderboardRow[], figure: Quantity): LeaderboardRow | undefined {
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

/** By a measure, the row that differences are to. */
export interface ComparedBy {
  readonly measure: MeasureName;
  readonly baseline: LeaderboardRow | undefined;
}

/** Finds for each measure the best row without a network by it. */
export function bestBaselines(rows: readonly LeaderboardRow[], measures: readonly MeasureName[]): ComparedBy[] {
  return measures.map((measure) => ({ measure, baseline: bestBaseline(rows, measure) }));
}

/** Says what a table averages, for its caption. */
export function averageText(rows: readonly LeaderboardRow[], incidents?: Incidents): string {
  const channels = channelCount(rows);
  if (channels === 1) return 'one channel';
  const names = incidentsIn(rows[0]?.results.channels ?? [], incidents);
  return `macro average of ${channels} channels${names ? `, ${new Set(names).size} incidents` : ''}`;
}

/** Says what differences are to, for a caption, and whether they have intervals; nothing where there are none. */
export function differenceText(
  compared: readonly ComparedBy[],
  rows: readonly LeaderboardRow[],
  incidents?: Incidents,
): string {
  const channels = rows[0]?.results.channels ?? [];
  const names = incidentsIn(channels, incidents);
  const few = isTooFew(channels.length, names) ? `; too few ${names ? 'incidents' : 'channels'} for an interval` : '';
  const known = compared.filter(({ baseline }) => baseline !== undefined);
  const labels = new Set(known.map(({ baseline }) => baseline!.label));
  if (labels.size === 0) return '';
  if (labels.size === 1) return `; differences to ${[...labels][0]}${few}`;
  const each = known.map(({ measure, baseline }) => `in ${measureInfo[measure].heading} ${baseline!.label}`);
  return `; differences to the best baseline: ${each.join('; ')}${few}`;
}

/**
 * Compares a figure of two rows by channel and by incident.
 *
 * @returns undefined where no channel has it of both.
 */
export function differenceOf(
  row: LeaderboardRow,
  baseline: LeaderboardRow,
  figure: Quantity,
  incidents?: Incidents,
): PairedDifference | undefined {
  const { channels, figures } = onSharedChannels([row, baseline], figure);
  if (channels.length === 0) return undefined;
  return pairedDifference(figures[0], figures[1], { incidents: incidentsIn(channels, incidents) });
}

/** Gives a row's difference to the baseline as a cell; without an interval as text. */
export function differenceCell({ difference, interval }: Interval): Cell {
  return interval ? { value: difference, ...interval } : formatSigned(difference, 3);
}

/** Heads the cells of `winsCells`. */
export function winsColumns(measure: string, incidents: Incidents | undefined): string[] {
  const columns = [`${measure} wins-ties-losses`];
  return incidents ? [...columns, `${measure} by incident`] : columns;
}

/** Says on how many channels, and on how many incidents, a row is higher, level and lower than the baseline. */
export function winsCells(difference: PairedDifference): string[] {
  const text = ({ wins, ties, losses }: Counts) => `${wins}-${ties}-${losses}`;
  return [text(difference), ...(difference.incidents ? [text(difference.incidents)] : [])];
}
