/** Notebook 10: which rows of the leaderboard it runs, their scores of one series, and what was seen, as sentences. */
import { grouped, mean, type NumberArray } from '../base/index';
import { findSeriesDetector, type SeriesPair } from '../detectors/index';
import { smapMslProtocol, smapMslSource, type Results, type SuiteRow, type SuiteTable } from '../experiments/index';
import type { ProfileName } from '../models/index';
import { formatFixed, type Table } from '../tables/index';
import { formatCells } from '../tables/table';
import { leadersBeyondChance, leadText, type DataSetFigures, type RanksOverDataSets } from './data-sets';
import { deepRows } from './deep-rows';
import { ENSEMBLE, leaderboardRows, UNCLIPPED } from './rows';

/** What a run needs to know. */
interface Run {
  readonly root: string;
  readonly channels: readonly string[];
  readonly profile: ProfileName;
  readonly seed: number;
}

/**
 * Makes the table of notebook 10's own run: every row on the telemetry value alone, measured on time steps.
 *
 * @param yardstick  Label of the row that the networks are held against.
 * @throws If the leaderboard has no such row.
 */
export function worksTable({ root, channels, profile, seed }: Run, yardstick: string): SuiteTable {
  const wanted = [ENSEMBLE, yardstick, 'random', 'time-index', ...deepRows(profile).map(({ label }) => label)];
  const rows = leaderboardRows(profile).filter(({ label }) => wanted.includes(label));
  if (!rows.some(({ label }) => label === yardstick)) {
    const all = leaderboardRows(profile).map(({ label }) => label);
    throw new Error(`yardstick: expected a row of the leaderboard, ${all.join('; ')}; found '${yardstick}'.`);
  }
  return {
    name: 'what works',
    title: 'What works',
    source: smapMslSource(root, channels),
    protocol: { ...smapMslProtocol, ...UNCLIPPED, measuredOn: ['steps'] },
    rows,
    seeds: [seed],
    measures: ['vusPr', 'stepPrAuc'],
    notes: [],
  };
}

/** Gives each row's VUS-PR on each channel, in the order of `channels`; 0 where it is not defined. */
export function vusPrByChannel(results: Results, channels: readonly string[]): { name: string; values: number[] }[] {
  return results.labels.map((label) => {
    const figures = results.row(label).byChannel('vusPr');
    return { name: label, values: channels.map((channel) => figures.get(channel) ?? 0) };
  });
}

/** Lays out figures by channel, a line for each row. */
export function byChannelTable(
  figures: readonly { readonly name: string; readonly values: readonly number[] }[],
  channels: readonly string[],
  caption: string,
): Table {
  const rows = figures.map(({ name, values }) => [name, ...values]);
  return { caption, columns: ['detector', ...channels], rows };
}

/** Scores every step of a test series by a row's detector, as the suite does. */
export async function stepScores(
  { detector, config, training }: SuiteRow,
  pair: SeriesPair,
  { seed, profile }: Pick<Run, 'seed' | 'profile'>,
): Promise<NumberArray> {
  const windows = { windowSize: 10, stride: 5, validationFraction: 0.2 };
  const options = { config, training, seed, profile, windows, steps: true };
  const { steps } = await findSeriesDetector(detector).detector.score(pair, options);
  return steps!.test;
}

/** Gives the mean of a row over each data set's series. */
const meansOf = (sets: readonly DataSetFigures[], label: string) => sets.map(({ rows }) => mean(rows.get(label)!));

/** Lays out the mean of rows over each data set, those rows that all data sets have. */
export function meansTable(sets: readonly DataSetFigures[], labels: readonly string[]): Table {
  const known = labels.filter((label) => sets.every(({ rows }) => rows.has(label)));
  return {
    caption: 'VUS-PR over all channels, mean over seeds',
    columns: ['detector', ...sets.map(({ name }) => name)],
    rows: known.map((label) => [label, ...meansOf(sets, label)]),
  };
}

/** Drops the rows that differ from another only in their threshold, which no measure of scores sees. */
export function scoredApart(sets: readonly DataSetFigures[]): DataSetFigures[] {
  return sets.map((set) => ({
    ...set,
    rows: new Map([...set.rows].filter(([label]) => !label.includes('threshold'))),
  }));
}

/** Says on which channels one row is ahead of another. */
export function aheadSentence(
  [first, second]: readonly [string, string],
  figures: ReturnType<typeof vusPrByChannel>,
  channels: readonly string[],
): string {
  const of = (label: string) => figures.find(({ name }) => name === label)!.values;
  const ahead = channels.filter((_, i) => of(first)[i] > of(second)[i]);
  const means = [first, second].map((label) => formatFixed(mean(of(label)), 3));
  return (
    `The ${first} is ahead of ${second} on ${ahead.length} of ${channels.length} channels ` +
    `(${ahead.join(', ') || 'none'}): on average ${means.join(' against ')}.`
  );
}

/** Says which rows lead by more than chance on every data set of a `leadTable`. */
export function leadSentence(leads: Table, yardstick: string): string {
  const beyond = leadersBeyondChance(leads);
  return `Beyond chance above ${yardstick} on every data set of the table: ${beyond.join('; ') || 'none'}.`;
}

/**
 * Says what rows have in tables against the best published row, and by how much they lead that row.
 *
 * @param labels  Of the rows; those that a table lacks are left out.
 */
export function publishedSentence(tables: readonly Table[], labels: readonly string[]): string {
  const sentences = labels.map((wanted) => {
    const each = tables.flatMap((table) => {
      const { caption = '', rows } = table;
      const [, best, series] = /best published detector, (.*?): .*?(TSB-AD.*?),/.exec(caption) ?? [];
      const place = rows.findIndex(([label]) => label === wanted);
      if (place < 0) return [];
      const [, value, lead] = formatCells(table)[place];
      return [`${series} ${value.text}, less ${best} ${lead.text}`];
    });
    return `VUS-PR of ${wanted}: ${each.join('; ') || 'not in these tables'}.`;
  });
  return sentences.join(' ');
}

/** Says which row has the best mean rank, and which rows the test does not separate from it. */
export function rankSentence({ ranks, critical, incidents }: RanksOverDataSets): string {
  const [first, ...others] = ranks;
  const level = others.filter(({ rank }) => rank - first.rank < critical).map(({ name }) => name);
  return (
    `Over ${incidents} incidents ${first.name} has the best mean rank, ${first.rank.toFixed(1)}; not separated ` +
    `from it, by less than ${critical.toFixed(1)}: ${level.join('; ') || 'none'}.`
  );
}

/** Says where the scores of a series are highest, and what the label there is. */
export function highestSentence(label: string, scores: NumberArray, labels: ArrayLike<number>): string {
  let highest = 0;
  for (let step = 1; step < scores.length; step++) if (scores[step] > scores[highest]) highest = step;
  const what = labels[highest] === 1 ? 'anomalous' : 'normal';
  return `The ${label} is highest at step ${grouped(highest)}, which is labelled ${what}.`;
}

/** Answers whether deep rows beat the yardstick and the ensemble, from all channels of the spacecraft. */
export function worksAnswer(
  sets: readonly DataSetFigures[],
  { leads, deep, yardstick }: { leads: Table; deep: readonly string[]; yardstick: string },
): Readonly<Record<string, string>> {
  const of = (label: string) =>
    meansOf(sets, label)
      .map((value, i) => `${formatFixed(value, 3)} on ${sets[i].name}`)
      .join(', ');
  const [autoencoders, , kanAd] = deep;
  return {
    [`Do small networks beat ${yardstick}?`]: `${autoencoders}: ${leadText(leads, autoencoders)}`,
    'Do they beat the ensemble without a network?': `theirs ${of(autoencoders)}; ${ENSEMBLE} ${of(ENSEMBLE)}`,
    'And the others?': `${kanAd} ${of(kanAd)}; ${yardstick} ${of(yardstick)}`,
  };
}
