/** The tables of a suite: a row per model, the baselines among them. */
import type { MeasureName, RowResult, SeedResult, TableResult } from '../experiments/index';
import type { Cell, Table } from './table';

const headings: Readonly<Record<MeasureName, string>> = {
  precision: 'Precision',
  recall: 'Recall',
  f1: 'F1',
  rocAuc: 'ROC-AUC',
  prAuc: 'PR-AUC',
};

/** The measures of a table, the report's first, mean and deviation over seeds, and the mean seconds of a run. */
export function suiteTable({ table, rows }: TableResult): Table {
  return {
    caption: table.title,
    columns: [
      table.name,
      ...table.measures.map((name) => ({ heading: headings[name], best: 'highest' as const })),
      { heading: 'Seconds', digits: 1 },
    ],
    rows: rows.map((row) => [
      row.label,
      ...table.measures.map((name) => overSeeds(row, ({ measures }) => measures[name])),
      meanSeconds(row),
    ]),
  };
}

/** ROC-AUC against the normal windows, and recall, by kind of anomaly; undefined where the data knows no kinds. */
export function kindTable({ table, rows }: TableResult): Table | undefined {
  const kinds = Object.keys(rows[0]?.seeds[0]?.kinds ?? {});
  if (kinds.length === 0) return undefined;
  const columns = kinds.flatMap((kind) => [{ heading: `${kind}: ROC-AUC`, best: 'highest' as const }, 'Recall']);
  return {
    caption: `${table.title}: each kind of anomaly`,
    columns: [table.name, ...columns],
    rows: rows.map((row) => [
      row.label,
      ...kinds.flatMap((kind) => [
        overSeeds(row, (seed) => seed.kinds?.[kind]?.rocAuc ?? null),
        overSeeds(row, (seed) => seed.kinds?.[kind]?.recall ?? null),
      ]),
    ]),
  };
}

/** One value a seed; null where one has none. */
function overSeeds({ seeds }: RowResult, figure: (seed: SeedResult) => number | null): Cell {
  const values = seeds.map(figure).filter((value): value is number => value !== null);
  return values.length === seeds.length ? values : null;
}

function meanSeconds({ seeds }: RowResult): number {
  const seconds = seeds.flatMap(({ channels }) => channels.map((channel) => channel.seconds));
  return seconds.reduce((sum, each) => sum + each, 0) / seconds.length;
}
