/** Protocol (a) of the leaderboard. */
import type { Incidents } from '../../data/index';
import { measureInfo, measuresOn, smapMslProtocol, type Protocol } from '../../experiments/index';
import { measureColumn, natsColumn, natsOf, seedValues, type Cell, type Table } from '../../tables/index';
import {
  averageText,
  bestBaselines,
  differenceCell,
  differenceOf,
  differenceText,
  leadCells,
  leadColumns,
  unrankedRows,
  winsCells,
  winsColumns,
  type ComparedBy,
  type LeaderboardRow,
} from './rows';

const compared = ['f1', 'rocAuc', 'prAuc'] as const;

/**
 * Makes the table of protocol (a): with the difference in each measure to the best baseline by it, where there is one, the
 * wider of the 95% intervals over channels and over incidents, and on how many of either F1 is higher, level and lower; and
 * with the nats that the code of a variational autoencoder carries.
 *
 * @param rows       All of the same channels, in the same order.
 * @param protocol   By which they were judged, for the caption; a row's view and scaling may differ from it.
 * @param incidents  Default: not known, each channel is one by itself.
 */
export function leaderboardWindowTable(
  rows: readonly LeaderboardRow[],
  protocol: Pick<Protocol, 'windowSize' | 'stride' | 'threshold'> = smapMslProtocol,
  incidents?: Incidents,
): Table {
  const baselines = bestBaselines(rows, compared);
  const isCompared = baselines.some(({ baseline }) => baseline !== undefined);
  const nats = natsColumn({ rows: rows.flatMap(({ results }) => results.rows) });
  const deltas = compared.map((name) => `Δ${measureInfo[name].heading} [95%]`);
  return {
    caption: `Protocol (a): ${protocolText(protocol)}, ${averageText(rows, incidents)}${differenceText(baselines, rows, incidents)}`,
    unranked: unrankedRows(rows),
    columns: [
      ...leadColumns,
      ...measuresOn('windows').map(measureColumn),
      ...nats,
      ...(isCompared ? [...deltas, ...winsColumns('F1', incidents)] : []),
    ],
    rows: rows.map((row) => [
      ...leadCells(row),
      ...measuresOn('windows').map((name) => seedValues(row.results, name)),
      ...nats.map(() => seedValues(row.results, natsOf)),
      ...(isCompared ? differenceCells(row, baselines, incidents) : []),
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

/** Gives the differences of a row; that of the best baseline itself is blank. */
function differenceCells(row: LeaderboardRow, baselines: readonly ComparedBy[], incidents?: Incidents): Cell[] {
  const differences = baselines.map(({ measure, baseline }) =>
    baseline && baseline !== row ? differenceOf(row, baseline, measure, incidents) : undefined,
  );
  const [f1] = differences;
  return [...differences.map((each) => each && differenceCell(each)), ...(f1 ? winsCells(f1) : [])];
}
