/** Rows chosen on some series and read on others: what a choice is worth where no label of the series was looked at. */
import { markedLabel, measureInfo, type MeasureName, type Results, type SuiteTable } from '../experiments/index';
import { pairedDifference } from '../leaderboard/index';
import { seedValues, type Cell, type Table } from '../tables/index';

/**
 * Makes a table with a line for each two tables of a suite that have `across`: the row that is best on the one by the first
 * measure, what it has there, what it has on the other, and there less the first row with a 95 % interval over series or
 * incidents, whichever is wider. Beside it is the best row of the other itself, which is picked with its labels: an oracle.
 *
 * @returns Nothing where fewer than two such tables have results of two rows in common.
 */
export function acrossTables(tables: readonly SuiteTable[], results: Results): Table[] {
  const some = tables.filter(({ across }) => across !== undefined);
  const [first] = some;
  if (some.length < 2) return [];
  const [measure] = first.measures;
  const claims = ({ rows, name }: SuiteTable) => {
    const known = results.table(name).labels;
    return rows.flatMap(({ label, about }) => (about?.oracle || !known.includes(label) ? [] : [label]));
  };
  const labels = claims(first).filter((label) => some.every((table) => claims(table).includes(label)));
  if (labels.length < 2) return [];
  const of = (table: SuiteTable, label: string) => results.table(table.name).row(label);
  const bestOn = (table: SuiteTable) =>
    labels.reduce((a, b) => (of(table, b).mean(measure) > of(table, a).mean(measure) ? b : a));
  const { heading } = measureInfo[measure];
  const [base] = labels;
  const pairs = some.flatMap((from) => some.filter((to) => to !== from).map((to) => ({ from, to })));
  return [
    {
      caption: `Chosen on other series: the row of the highest ${heading} there, and its ${heading} here`,
      columns: [
        'chosen on',
        { heading: 'row', align: 'left' },
        `${heading} there`,
        { heading: 'judged on', align: 'left' },
        `${heading} here`,
        `Δ to ${base} [95%]`,
        { heading: markedLabel('best row here', { oracle: true }), align: 'left' },
        `its ${heading}`,
      ],
      rows: pairs.map(({ from, to }) => {
        const [chosen, hindsight] = [bestOn(from), bestOn(to)];
        return [
          from.across!,
          chosen,
          seedValues(of(from, chosen), measure),
          to.across!,
          seedValues(of(to, chosen), measure),
          chosen === base ? null : leadOf(of(to, chosen), of(to, base), measure, to.incidents),
          hindsight,
          seedValues(of(to, hindsight), measure),
        ];
      }),
    },
  ];
}

function leadOf(row: Results, base: Results, measure: MeasureName, incidents: SuiteTable['incidents']): Cell {
  const [own, other] = [row.byChannel(measure), base.byChannel(measure)];
  const shared = [...own.keys()].filter((channel) => other.has(channel));
  if (shared.length === 0) return null;
  const { difference, interval } = pairedDifference(
    shared.map((channel) => own.get(channel)!),
    shared.map((channel) => other.get(channel)!),
    incidents && { incidents: shared.map((channel) => incidents[channel] ?? channel) },
  );
  return interval ? { value: difference, ...interval } : difference;
}
