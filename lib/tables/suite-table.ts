/** The tables of a suite: a row per detector, the baselines among them; one by kind of anomaly; one by channel. */
import {
  markedLabel,
  meanOf,
  measureInfo,
  type MeasureName,
  type Quantity,
  type Results,
  type SuiteTable,
} from '../experiments/index';
import type { Cell, Column, Table } from './table';

/** Makes the column of a measure, with its best value in bold. */
export function measureColumn(name: MeasureName): string | Column {
  const { heading, best = 'highest' } = measureInfo[name];
  return best === 'neither' ? heading : { heading, best };
}

/** How many nats the code of a variational autoencoder carries; `fit` measures it. */
export const natsOf: Quantity = ({ history }) => history?.nats;

/** Heads the cells of `natsOf`. */
export const NATS = 'Nats of z';

/** Makes the column of nats, where there is a variational autoencoder. */
export function natsColumn(results: Pick<Results, 'rows'>): Column[] {
  return results.rows.some((row) => row.history?.nats !== undefined) ? [{ heading: NATS, digits: 2 }] : [];
}

/**
 * Makes the table of a suite: its measures, the report's first, with mean and deviation over seeds, the nats that a
 * variational autoencoder's code carries, and the mean seconds of a job. Oracles are marked, and never set in bold.
 */
export function suiteTable(table: SuiteTable, results: Results): Table {
  const own = results.table(table.name);
  const nats = natsColumn(own);
  const aboutOf = (label: string) => table.rows.find((row) => row.label === label)?.about;
  const { cited = [] } = table;
  return {
    caption: table.title,
    unranked: [
      ...own.labels.flatMap((label, i) => (aboutOf(label)?.oracle ? [i] : [])),
      ...cited.flatMap(({ oracle }, i) => (oracle ? [own.labels.length + i] : [])),
    ],
    columns: [table.name, ...table.measures.map(measureColumn), ...nats, { heading: 'Seconds', digits: 1 }],
    rows: [
      ...own.labels.map((label) => {
        const row = own.row(label);
        return [
          markedLabel(label, aboutOf(label)),
          ...table.measures.map((name) => overSeeds(row, name)),
          ...nats.map(() => overSeeds(row, natsOf)),
          row.mean(({ seconds }) => seconds),
        ];
      }),
      ...cited.map((row) => [
        markedLabel(row.label, row),
        ...table.measures.map((name) => meanOf(own.channels.map((channel) => row.figures[channel]?.[name] ?? null))),
      ]),
    ],
  };
}

/**
 * Makes a table of ROC-AUC against the normal windows, and recall, by kind of anomaly; undefined where the data knows
 * no kinds.
 */
export function kindTable(table: SuiteTable, results: Results): Table | undefined {
  const own = results.table(table.name);
  const kinds = Object.keys(own.rows[0]?.kinds ?? {});
  if (kinds.length === 0) return undefined;
  return {
    caption: `${table.title}: each kind of anomaly`,
    columns: [
      table.name,
      ...kinds.flatMap((kind) => [{ heading: `${kind}: ROC-AUC`, best: 'highest' as const }, 'Recall']),
    ],
    rows: own.labels.map((label) => {
      const row = own.row(label);
      return [
        label,
        ...kinds.flatMap((kind) => [
          overSeeds(row, (each) => each.kinds?.[kind]?.rocAuc),
          overSeeds(row, (each) => each.kinds?.[kind]?.recall),
        ]),
      ];
    }),
  };
}

/** Makes a table of one row, channel by channel, averaged over seeds. */
export function channelTable({ measures }: Pick<SuiteTable, 'measures'>, row: Results): Table {
  const figures = measures.map((name) => row.byChannel(name));
  const [epochs, seconds] = [row.byChannel((each) => each.epochs), row.byChannel((each) => each.seconds)];
  const nats = natsColumn(row);
  const carried = row.byChannel(natsOf);
  return {
    columns: [
      'Channel',
      ...measures.map((name) => measureInfo[name].heading),
      ...nats,
      { heading: 'Epochs', digits: 0 },
      { heading: 'Seconds', digits: 1 },
    ],
    rows: row.channels.map((channel) => [
      channel,
      ...figures.map((figure) => figure.get(channel) ?? null),
      ...nats.map(() => carried.get(channel) ?? null),
      epochs.get(channel),
      seconds.get(channel),
    ]),
  };
}

/** Gives one value a seed, a single one where all agree; null where a seed has none. */
function overSeeds(row: Results, figure: Quantity): Cell {
  const values = seedValues(row, figure);
  return values?.every((value) => value === values[0]) ? values[0] : values;
}

/** Gives one value a seed; null where a seed has none, so that the cell is empty. */
export function seedValues(row: Results, figure: Quantity): number[] | null {
  const values = row.over(figure);
  return values.length < row.seeds.length ? null : values;
}
