/** The leaderboard's tables: one for each protocol, and one that says how settings were chosen. */
import {
  bestChoice,
  bestEventChoice,
  channelMeans,
  ENSEMBLE,
  eventScores,
  leaveOneOut,
  leaveOneOutEvents,
  pairedDifference,
  type ChannelFigures,
  type ChannelMeasures,
  type EntryResult,
  type WindowMeasures,
} from '../leaderboard/index';
import type { Cell, Column, Table } from './table';

type Figure = (channel: ChannelMeasures) => number;

const highest = (heading: string): Column => ({ heading, best: 'highest' });

/** What the table of protocol (a) needs of a row. */
interface WindowChannel {
  readonly channel: string;
  readonly windows: WindowMeasures;
}

export interface WindowRow extends Pick<EntryResult, 'label' | 'kind' | 'use'> {
  readonly seeds: readonly { readonly channels: readonly WindowChannel[] }[];
}

/**
 * The ensemble with settings chosen by other channels than the one that is judged: by the channels outside of the judged
 * ones, and by all judged ones but this.
 */
export function chosenRows(figures: readonly ChannelFigures[], judged: readonly string[]): WindowRow[] {
  const [inside, outside] = splitFigures(figures, judged);
  const left = leaveOneOut(inside);
  const byOutside = bestChoice(outside);
  const row = (label: string, choiceOf: (i: number) => number): WindowRow => ({
    ...{ label, kind: 'ensemble', use: 'offline' },
    seeds: [{ channels: inside.map(({ channel, measures }, i) => ({ channel, windows: measures[choiceOf(i)]! })) }],
  });
  return [
    row('pooled-context ensemble, each channel by the others', (i) => left[i]!),
    row(`pooled-context ensemble, by the ${outside.length} other channels`, () => byOutside),
  ];
}

function splitFigures(figures: readonly ChannelFigures[], judged: readonly string[]) {
  const isJudged = ({ channel }: ChannelFigures) => judged.includes(channel);
  return [figures.filter(isJudged), figures.filter((each) => !isJudged(each))] as const;
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value / values.length, 0);

/** The macro average over some channels, one number per seed: printed as mean ± deviation. */
function macro<C>(
  result: { readonly seeds: readonly { readonly channels: readonly C[] }[] },
  keep: (channel: C) => boolean,
  figure: (channel: C) => number,
): Cell {
  return result.seeds.map(({ channels }) => meanOf(channels.filter(keep).map(figure)));
}

export interface WindowTableOptions {
  /** The channels averaged over. */
  readonly channels: readonly string[];
  /** The label of the row that the others are compared with. */
  readonly against: string;
}

/**
 * Protocol (a), with the difference in F1 to a baseline: its 95% interval over channels, and on how many it is higher,
 * level and lower.
 *
 * @throws If there is no row of that label.
 */
export function leaderboardWindowTable(results: readonly WindowRow[], options: WindowTableOptions): Table {
  const { channels, against } = options;
  const baseline = results.find(({ label }) => label === against);
  if (!baseline) throw new Error(`leaderboard: there is no row '${against}' to compare with.`);
  const keep = ({ channel }: WindowChannel) => channels.includes(channel);
  const compared = ['f1', 'rocAuc', 'prAuc'] as const;
  return {
    caption: `Windows of 10 with stride 5, threshold at the 70th percentile of the training scores, macro average of ${channels.length} channels`,
    columns: [
      ...['detector', 'kind', 'use'],
      ...['precision', 'recall', 'F1', 'ROC-AUC', 'AP'].map(highest),
      ...['ΔF1 [95%]', 'ΔROC-AUC [95%]', 'ΔAP [95%]', 'F1 wins-ties-losses'],
    ],
    rows: results.map((result) => {
      const figures = (row: WindowRow, name: keyof WindowMeasures) => {
        const means = channelMeans(row, ({ windows }) => windows[name]);
        return channels.map((channel) => means.get(channel)!);
      };
      const differences = compared.map((name) => pairedDifference(figures(result, name), figures(baseline, name)));
      const { wins, ties, losses } = differences[0]!;
      return [
        ...[oracleLabel(result.label), result.kind, result.use],
        ...(['precision', 'recall', ...compared] as const).map((name) => macro(result, keep, (c) => c.windows[name])),
        ...(result === baseline ? [] : [...differences.map(intervalText), `${wins}-${ties}-${losses}`]),
      ];
    }),
  };
}

/** Its settings were chosen on these very channels. */
const oracleLabel = (label: string) => (label === ENSEMBLE ? `ORACLE: ${label}` : label);

function intervalText({ difference, low, high }: { difference: number; low: number; high: number }): string {
  const signed = (value: number) => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3).replace(/^0/, '')}`;
  return `${signed(difference)} [${signed(low)}, ${signed(high)}]`;
}

/** Protocol (b) on the channels of one spacecraft. */
export function leaderboardStepTable(
  results: readonly EntryResult[],
  spacecraft: ChannelMeasures['spacecraft'],
): Table {
  const keep = (channel: ChannelMeasures) => channel.spacecraft === spacecraft;
  const count = results[0]?.seeds[0]?.channels.filter(keep).length ?? 0;
  const figures: readonly [heading: string, figure: Figure][] = [
    ['VUS-PR', ({ steps }) => steps.vusPr],
    ['AP', ({ steps }) => steps.prAuc],
    ['affiliation F1', ({ steps }) => steps.affiliationF1],
    ['range F1', ({ steps }) => steps.rangeF1],
    ['best F1 (oracle)', ({ steps }) => steps.bestF1Oracle],
    ['point-adjusted F1', ({ steps }) => steps.pointAdjustedF1],
  ];
  return {
    caption: `${spacecraft}, every time step, macro average of ${count} channels`,
    columns: ['detector', 'kind', 'use', ...figures.map(([heading]) => highest(heading))],
    rows: results.map((result) => [
      ...[result.label, result.kind, result.use],
      ...figures.map(([, figure]) => macro(result, keep, figure)),
    ]),
  };
}

/** Event scores of some figures' channels of each spacecraft, with the choice that is made for each of them. */
function eventCells(figures: readonly ChannelFigures[], choiceOf: (own: ChannelFigures) => number | undefined): Cell[] {
  return spacecrafts.flatMap((name) => {
    const counts = figures.flatMap((each) => {
      const choice = each.spacecraft === name ? choiceOf(each) : undefined;
      return choice === undefined ? [] : [each.events[choice]!];
    });
    return eventParts.map((part) => (counts.length === 0 ? null : eventScores(counts)[part]));
  });
}

const spacecrafts = ['SMAP', 'MSL'] as const;
const eventParts = ['precision', 'recall', 'f1'] as const;

/**
 * Protocol (c): all channels of a spacecraft counted together. The ensemble's way to find sequences is chosen for each
 * channel by all the others, or on the other spacecraft; the row of its default settings is an oracle.
 */
export function leaderboardEventTable(results: readonly EntryResult[], figures: readonly ChannelFigures[]): Table {
  const left = leaveOneOutEvents(figures);
  const byOther = new Map(
    spacecrafts.map((name) => {
      const others = figures.filter(({ spacecraft }) => spacecraft !== name);
      return [name, others.length === 0 ? undefined : bestEventChoice(others)] as const;
    }),
  );
  return {
    caption: 'Events: a labelled segment is found where a predicted sequence overlaps it',
    columns: [
      ...['detector', 'kind', 'use'],
      ...spacecrafts.flatMap((name) => ['precision', 'recall', 'F1'].map((part) => highest(`${name} ${part}`))),
    ],
    rows: [
      [
        ...['pooled-context ensemble, each channel by the others', 'ensemble', 'offline'],
        ...eventCells(figures, (own) => left[figures.indexOf(own)]),
      ],
      [
        ...['pooled-context ensemble, by the other spacecraft', 'ensemble', 'offline'],
        ...eventCells(figures, ({ spacecraft }) => byOther.get(spacecraft)),
      ],
      ...results.map((result) => [
        ...[oracleLabel(result.label), result.kind, result.use],
        ...spacecrafts.flatMap((name) =>
          eventParts.map((part) =>
            result.seeds.map(({ channels }) => {
              const own = channels.filter(({ spacecraft }) => spacecraft === name);
              return eventScores(own.map(({ events }) => events))[part];
            }),
          ),
        ),
      ]),
    ],
  };
}

/**
 * How the ensemble's settings were chosen and what each way of choosing gives on the judged channels: by the channels
 * outside them, by all of them but the one that is judged, and, as an oracle, by the judged ones themselves.
 *
 * @param judged  The channels that are averaged over.
 */
export function leaderboardChoiceTable(figures: readonly ChannelFigures[], judged: readonly string[]): Table {
  const [inside, outside] = splitFigures(figures, judged);
  const [byOutside, oracle, left] = [bestChoice(outside), bestChoice(inside), leaveOneOut(inside)];
  const means = (channels: readonly ChannelFigures[], choiceOf: (i: number) => number): Cell[] =>
    (['f1', 'rocAuc', 'prAuc'] as const).map((name) =>
      meanOf(channels.map(({ measures }, i) => measures[choiceOf(i)]![name])),
    );
  return {
    caption: `Settings of the ensemble: who chose them, and the figures on the ${outside.length} tuning and the ${inside.length} judged channels`,
    columns: [
      'chosen on',
      ...['F1', 'ROC-AUC', 'AP'].map((name) => `${name}, tuning`),
      ...['F1', 'ROC-AUC', 'AP'].map((name) => `${name}, judged`),
    ],
    rows: [
      [`the ${outside.length} other channels`, ...means(outside, () => byOutside), ...means(inside, () => byOutside)],
      ['each channel by the other judged ones', null, null, null, ...means(inside, (i) => left[i]!)],
      ['ORACLE: the judged channels', ...means(outside, () => oracle), ...means(inside, () => oracle)],
    ],
  };
}
