/** Protocol (a) of the leaderboard, and how each way of choosing the ensemble's settings does by it. */
import { bestChoice, pairedDifference, type ChannelFigures, type ChannelMeasures, type WindowMeasures } from '../index';
import {
  averageText,
  bestBaseline,
  byChannel,
  differenceCell,
  highest,
  leadCells,
  leadColumns,
  macro,
  meanOf,
  unrankedRows,
  type LeaderboardRow,
} from './rows';
import type { Cell, Table } from '../../tables/table';

export type WindowRow = LeaderboardRow<Pick<ChannelMeasures, 'channel' | 'windows'>>;

const compared = ['f1', 'rocAuc', 'prAuc'] as const;
const figureOf = (name: keyof WindowMeasures) => (channel: WindowRow['seeds'][number]['channels'][number]) =>
  channel.windows[name];

/**
 * The ensemble with one choice for all judged channels: what is best on the channels outside of them, where there are any,
 * and, as an oracle, what is best on themselves.
 */
export function fixedChoiceRows(figures: readonly ChannelFigures[], judged: readonly string[]): WindowRow[] {
  const [inside, outside] = splitFigures(figures, judged);
  const row = (label: string, choice: number, oracle: boolean): WindowRow => ({
    label,
    kind: 'ensemble',
    use: 'offline',
    oracle,
    seeds: [{ channels: inside.map(({ channel, measures }) => ({ channel, windows: measures[choice] })) }],
  });
  return [
    ...(outside.length > 0
      ? [row(`pooled-context ensemble, settings of the ${outside.length} other channels`, bestChoice(outside), false)]
      : []),
    row(`pooled-context ensemble, settings of these ${inside.length} channels`, bestChoice(inside), true),
  ];
}

function splitFigures(figures: readonly ChannelFigures[], judged: readonly string[]) {
  const isJudged = ({ channel }: ChannelFigures) => judged.includes(channel);
  return [figures.filter(isJudged), figures.filter((each) => !isJudged(each))] as const;
}

/**
 * Protocol (a): with the differences to the baseline of the highest F1, their 95% intervals over channels, and on how many
 * channels F1 is higher, level and lower.
 *
 * @param rows  All of the same channels, in the same order.
 */
export function leaderboardWindowTable(rows: readonly WindowRow[]): Table {
  const baseline = bestBaseline(rows, (row) => meanOf(macro(row, figureOf('f1'))));
  const count = rows[0].seeds[0].channels.length;
  return {
    caption: `Protocol (a): windows of 10 with stride 5, threshold at the 70th percentile of the training scores, ${averageText(count, baseline.label)}`,
    unranked: unrankedRows(rows),
    columns: [
      ...leadColumns,
      ...['precision', 'recall', 'F1', 'ROC-AUC', 'AP'].map(highest),
      ...(count > 1 ? ['ΔF1 [95%]', 'ΔROC-AUC [95%]', 'ΔAP [95%]', 'F1 wins-ties-losses'] : []),
    ],
    rows: rows.map((row) => [
      ...leadCells(row),
      ...(['precision', 'recall', ...compared] as const).map((name) => macro(row, figureOf(name))),
      ...(row === baseline || count === 1 ? [] : differenceCells(row, baseline)),
    ]),
  };
}

function differenceCells(row: WindowRow, baseline: WindowRow): Cell[] {
  const differences = compared.map((name) =>
    pairedDifference(byChannel(row, figureOf(name)), byChannel(baseline, figureOf(name))),
  );
  const { wins, ties, losses } = differences[0];
  return [...differences.map(differenceCell), `${wins}-${ties}-${losses}`];
}
