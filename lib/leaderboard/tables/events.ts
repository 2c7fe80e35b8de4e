/** Protocol (c) of the leaderboard. */
import {
  bestEventChoice,
  eventScores,
  pairedEventDifference,
  type ChannelFigures,
  type ChannelMeasures,
} from '../index';
import {
  bestBaseline,
  differenceCell,
  highest,
  leadCells,
  leadColumns,
  macro,
  meanOf,
  unrankedRows,
  type LeaderboardRow,
} from './rows';
import type { Table } from '../../tables/table';

export type EventRow = LeaderboardRow<Pick<ChannelMeasures, 'channel' | 'spacecraft' | 'events'>>;

/**
 * The ensemble with one way to find sequences for all channels of a spacecraft: the one that is best on the other
 * spacecraft, and, as an oracle, the one that is best on this.
 */
export function fixedEventRows(figures: readonly ChannelFigures[], spacecraft: string): EventRow[] {
  const own = figures.filter((each) => each.spacecraft === spacecraft);
  const others = figures.filter((each) => each.spacecraft !== spacecraft);
  const row = (label: string, choice: number, oracle: boolean): EventRow => ({
    label,
    kind: 'ensemble',
    use: 'offline',
    oracle,
    seeds: [{ channels: own.map(({ channel, events }) => ({ channel, events: events[choice] })) }],
  });
  return [
    ...(others.length > 0
      ? [row('pooled-context ensemble, settings of the other spacecraft', bestEventChoice(others), false)]
      : []),
    row('pooled-context ensemble, settings of these channels', bestEventChoice(own), true),
  ];
}

/** Name and kind. */
const LEAD = 2;

const parts = ['precision', 'recall', 'f1'] as const;

/** An event measure of all channels together, one number per seed. */
const figuresOf = ({ seeds }: EventRow, part: (typeof parts)[number]) =>
  seeds.map(({ channels }) => eventScores(channels.map(({ events }) => events))[part]);

const isTrivial = ({ kind }: Pick<EventRow, 'kind'>) => kind === 'trivial';

/**
 * Protocol (c): the counts of all channels together, and the share of the steps in predicted sequences, averaged over
 * channels; the difference in F1 to the baseline of the highest, averaged over seeds. The trivial rows are no such baseline,
 * nor set in bold: calling everything anomalous cannot be beaten by overlaps. Whether a row may run on a stream is left out,
 * as every row's sequences are found in the whole series.
 *
 * @param rows  All of the same channels, in the same order.
 * @param what  Whose channels they are, for the caption.
 */
export function leaderboardEventTable(rows: readonly EventRow[], what: string): Table {
  const contenders = rows.filter((row) => !isTrivial(row));
  const baseline = bestBaseline(contenders, (row) => meanOf(figuresOf(row, 'f1')));
  const several = rows[0].seeds[0].channels.length > 1;
  const counts = ({ seeds }: EventRow) => seeds.map(({ channels }) => channels.map(({ events }) => events));
  return {
    caption: `Protocol (c): ${what}, events; a labelled segment is found where a predicted sequence, of any length, overlaps it${several ? `; differences to ${baseline.label}` : ''}`,
    unranked: unrankedRows(rows, (row) => row.oracle === true || isTrivial(row)),
    columns: [
      ...leadColumns.slice(0, LEAD),
      ...['precision', 'recall', 'F1'].map(highest),
      'share of steps predicted',
      ...(several ? ['ΔF1 [95%]'] : []),
    ],
    rows: rows.map((row) => [
      ...leadCells(row).slice(0, LEAD),
      ...parts.map((part) => figuresOf(row, part)),
      macro(row, ({ events }) => events.predictedShare),
      ...(row === baseline || !several ? [] : [differenceCell(pairedEventDifference(counts(row), counts(baseline)))]),
    ]),
  };
}
