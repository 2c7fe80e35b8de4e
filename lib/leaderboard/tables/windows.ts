/** Protocol (a) of the leaderboard, and how each way of choosing the ensemble's settings does by it. */
import { measuresOn, Results, smapMslProtocol, type Measures, type Protocol } from '../../experiments/index';
import { measureColumn, seedValues, type Cell, type Table } from '../../tables/index';
import { bestChoice, type ChannelFigures } from '../choices';
import {
  averageText,
  bestBaseline,
  differenceCell,
  differenceOf,
  leadCells,
  leadColumns,
  unrankedRows,
  winsText,
  type LeaderboardRow,
} from './rows';

const compared = ['f1', 'rocAuc', 'prAuc'] as const;

/** Makes a row of the ensemble from the figures of the grid, which was run before. */
export function gridRow(
  label: string,
  oracle: boolean,
  channels: readonly { readonly channel: string; readonly measures: Measures }[],
): LeaderboardRow {
  const nothing = { table: 'choices', row: label, seed: 0, epochs: 0, steps: 0, seconds: 0, warnings: [] };
  return {
    label,
    about: { kind: 'ensemble', use: 'offline', oracle },
    results: new Results(channels.map((each) => ({ ...nothing, ...each }))),
  };
}

/**
 * Makes the ensemble's rows with one choice for all judged channels: what is best on the channels outside of them,
 * where there are any, and, as an oracle, what is best on themselves.
 */
export function fixedChoiceRows(figures: readonly ChannelFigures[], judged: readonly string[]): LeaderboardRow[] {
  const isJudged = ({ channel }: ChannelFigures) => judged.includes(channel);
  const [inside, outside] = [figures.filter(isJudged), figures.filter((each) => !isJudged(each))];
  const row = (label: string, choice: number, oracle: boolean) =>
    gridRow(
      label,
      oracle,
      inside.map(({ channel, measures }) => ({ channel, measures: measures[choice] })),
    );
  return [
    ...(outside.length > 0
      ? [row(`pooled-context ensemble, settings of the ${outside.length} other channels`, bestChoice(outside), false)]
      : []),
    row(`pooled-context ensemble, settings of these ${inside.length} channels`, bestChoice(inside), true),
  ];
}

/**
 * Makes the table of protocol (a): with the differences to the baseline of the highest F1, where there is one, their
 * 95% intervals over channels, and on how many channels F1 is higher, level and lower.
 *
 * @param rows      All of the same channels, in the same order.
 * @param protocol  By which they were judged, for the caption; a row's view may differ from it.
 */
export function leaderboardWindowTable(
  rows: readonly LeaderboardRow[],
  protocol: Pick<Protocol, 'windowSize' | 'stride' | 'threshold'> = smapMslProtocol,
): Table {
  const baseline = bestBaseline(rows, 'f1');
  return {
    caption: `Protocol (a): ${protocolText(protocol)}, ${averageText(rows, baseline)}`,
    unranked: unrankedRows(rows),
    columns: [
      ...leadColumns,
      ...measuresOn('windows').map(measureColumn),
      ...(baseline ? ['ΔF1 [95%]', 'ΔROC-AUC [95%]', 'ΔPR-AUC [95%]', 'F1 wins-ties-losses'] : []),
    ],
    rows: rows.map((row) => [
      ...leadCells(row),
      ...measuresOn('windows').map((name) => seedValues(row.results, name)),
      ...(row === baseline || !baseline ? [] : differenceCells(row, baseline)),
    ]),
  };
}

function protocolText({
  windowSize,
  stride,
  threshold,
}: Pick<Protocol, 'windowSize' | 'stride' | 'threshold'>): string {
  const rule =
    threshold.kind === 'percentile'
      ? `threshold at the ${ordinal(threshold.percentile)} percentile of the ${threshold.of} scores`
      : `threshold by the rule ${threshold.kind}`;
  return `windows of ${windowSize} with stride ${stride}, ${rule}`;
}

/** Writes a number as a place in an order: 1st, 2nd, 3rd, 70th, 99.5th. */
function ordinal(value: number): string {
  const ending = Math.trunc(value / 10) % 10 === 1 ? undefined : ({ 1: 'st', 2: 'nd', 3: 'rd' } as const)[value % 10];
  return `${value}${ending ?? 'th'}`;
}

function differenceCells(row: LeaderboardRow, baseline: LeaderboardRow): Cell[] {
  const differences = compared.map((name) => differenceOf(row, baseline, name));
  const [f1] = differences;
  return [...differences.map((each) => each && differenceCell(each)), f1 && winsText(f1)];
}
