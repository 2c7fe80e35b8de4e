/** What was seen, as phrases of a sentence that a notebook fills from its own results. */
import { type BinaryArray, counted, mean, median, type NumberArray, quantile } from '../base/index';
import type { Incidents } from '../data/index';
import type { MeasureName, Results } from '../experiments/index';
import { pairedDifference, type Interval } from '../leaderboard/index';
import {
  formatMeasure,
  formatShort,
  formatSigned,
  measureColumn,
  percent,
  sharedValueText,
  type Cell,
  type Table,
} from '../tables/index';
import type { RowCurves } from './curve-lines';

/** A mean difference over channels with its interval. */
export interface ChannelDifference extends Interval {
  readonly channels: number;
}

/**
 * Compares two rows channel by channel: the means over seeds of the channels that both have. Where incidents are known, the
 * wider of the intervals over channels and over incidents counts.
 *
 * @throws If they share no channel on which the measure is defined.
 */
export function channelDifference(
  a: Results,
  b: Results,
  measure: MeasureName,
  incidents?: Incidents,
): ChannelDifference {
  const [own, other] = [a.byChannel(measure), b.byChannel(measure)];
  const shared = [...own.keys()].filter((channel) => other.has(channel));
  const found = pairedDifference(
    shared.map((channel) => own.get(channel)!),
    shared.map((channel) => other.get(channel)!),
    incidents && { incidents: shared.map((channel) => incidents.get(channel) ?? channel) },
  );
  return { ...found, channels: shared.length };
}

/** Writes a difference with its interval, and whether it lies beyond chance. */
export function describeDifference({ difference, interval, unit }: ChannelDifference): string {
  const value = formatSigned(difference, 3);
  if (!interval) return `${value}, of too few ${unit}s for an interval`;
  const { low, high } = interval;
  const [from, to] = [low, high].map((each) => formatSigned(each, 3));
  const beyond = low > 0 || high < 0;
  return `${value} [${from}, ${to}], which ${beyond ? 'is beyond chance' : 'may be chance'}`;
}

/** Makes a table of macro averages of rows that come from different tables. */
export function macroTable(
  rows: readonly { readonly name: string; readonly results: Results }[],
  { measures, caption }: { readonly measures: readonly MeasureName[]; readonly caption: string },
): Table {
  const columns = measures.map(measureColumn);
  const cell = (results: Results, name: MeasureName): Cell => {
    const value = results.mean(name);
    return Number.isNaN(value) ? null : value;
  };
  return {
    caption,
    columns: ['Method', ...columns],
    rows: rows.map(({ name, results }) => [name, ...measures.map((measure) => cell(results, measure))]),
  };
}

/**
 * Says how far the scores of the two classes lie apart.
 *
 * @param unit   Of the scores, where they have one.
 * @param item   What is scored, in the singular.
 */
export function classesSentence(scores: NumberArray, labels: BinaryArray, { unit = '', item = 'window' } = {}): string {
  const [normal, anomalous] = [0, 1].map((label) => Float64Array.from(scores).filter((_, i) => labels[i] === label));
  if (normal.length === 0 || anomalous.length === 0) return `All ${item}s are of one class.`;
  const [low, high] = [normal, anomalous].map((each) => `${formatShort(median(each), 2)}${unit && ` ${unit}`}`);
  const high95 = quantile(Float64Array.from(normal).sort(), 0.95);
  const above = anomalous.filter((score) => score > high95).length / anomalous.length;
  return (
    `The median normal ${item} scores ${low}, the median anomalous one ${high}. ${percent(above)} of the anomalous ${item}s score ` +
    `higher than 95 % of the normal ones; of two classes that cannot be told apart, 5 % would.`
  );
}

/** Says how many windows are anomalous, and what of it a detector gets that knows nothing. */
export function prevalenceSentence(labels: BinaryArray): string {
  return (
    `${percent(mean(Array.from(labels)))} of the test windows are anomalous: the precision of a detector that calls every window so. ` +
    `A share as high is rare outside benchmarks.`
  );
}

/** Values by what they are of, as plots take them. */
export interface NamedValues {
  readonly name: string;
  readonly values: readonly number[];
}

/**
 * Says on how many channels a row has a higher value than each other row.
 *
 * @param row      Its name, and one value per channel.
 * @param others   With values of the same channels.
 * @param measure  What the values are.
 */
export function winsSentence(row: NamedValues, others: readonly NamedValues[], measure: string): string {
  const each = others.map(({ name, values }) => {
    const wins = values.map((value, i) => row.values[i] > value).filter(Boolean).length;
    return `that of *${name}* on ${wins}`;
  });
  return `The ${measure} of *${row.name}* is higher than ${each.join(', than ')} of ${counted(row.values.length, 'channel')}.`;
}

/** Says what the mean precision-recall curves enclose, beside what a random score would. */
export function precisionRecallSentence(rows: readonly RowCurves[]): string {
  const each = rows.map(({ name, row }) => `*${name}* ${formatMeasure(row.mean('prAuc'))}`);
  const random = rows.map(({ name, prevalence }) => [name, prevalence] as const);
  return `PR-AUC, mean over channels: ${each.join('; ')}; a random score has ${sharedValueText(random)}, the share of anomalies.`;
}
