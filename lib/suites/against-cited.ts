/** Our rows against the figures that others have published of the same series. */
import { mean } from '../base/index';
import { measureInfo, type CitedRow, type MeasureName, type Results, type SuiteTable } from '../experiments/index';
import { pairedDifference } from '../leaderboard/index';
import { seedValues, type Cell, type Table } from '../tables/index';

/**
 * Makes two tables of a suite's table with cited rows: each row's difference to the best cited one by the first measure,
 * with 95 % intervals over series and over incidents, the wider one; and every series with the first row, the best cited
 * row, and the best cited figure of that series alone, which is picked with hindsight.
 *
 * @returns Nothing where no row is cited, or no row has results.
 */
export function againstCited(table: SuiteTable, results: Results): Table[] {
  const own = results.table(table.name);
  const honest = (table.cited ?? []).filter(({ oracle }) => !oracle);
  if (honest.length === 0 || own.labels.length === 0) return [];
  const [measure] = table.measures;
  const best = honest.reduce((a, b) =>
    averageOf(b, own.channels, measure) > averageOf(a, own.channels, measure) ? b : a,
  );
  return [differences(table, own, measure, best), bySeries(own, measure, best, honest)];
}

const figureOf = ({ figures }: CitedRow, channel: string, measure: MeasureName) => figures[channel]?.[measure] ?? NaN;

function averageOf(row: CitedRow, channels: readonly string[], measure: MeasureName): number {
  return mean(channels.map((channel) => figureOf(row, channel, measure)));
}

function differences({ title, incidents }: SuiteTable, own: Results, measure: MeasureName, best: CitedRow): Table {
  const { heading } = measureInfo[measure];
  const { channels } = own;
  const groups = incidents && channels.map((channel) => incidents[channel] ?? channel);
  const independent = groups ? `, ${new Set(groups).size} incidents` : '';
  return {
    caption: `${heading} against the best published detector, ${best.label}: ${title}${independent}`,
    columns: [
      'detector',
      { heading, best: 'highest' },
      `Δ to ${best.label} [95%]`,
      'series: wins-ties-losses',
      ...(groups ? ['incidents'] : []),
    ],
    rows: own.labels.map((label) => {
      const row = own.row(label);
      const found = row.byChannel(measure);
      const shared = channels.filter((channel) => found.has(channel));
      const difference = pairedDifference(
        shared.map((channel) => found.get(channel)!),
        shared.map((channel) => figureOf(best, channel, measure)),
        incidents && { incidents: shared.map((channel) => incidents[channel] ?? channel) },
      );
      const { wins, ties, losses, incidents: byIncident, interval } = difference;
      const cell: Cell = interval ? { value: difference.difference, ...interval } : difference.difference;
      return [
        label,
        seedValues(row, measure),
        cell,
        `${wins}-${ties}-${losses}`,
        ...(byIncident ? [`${byIncident.wins}-${byIncident.ties}-${byIncident.losses}`] : []),
      ];
    }),
  };
}

function bySeries(own: Results, measure: MeasureName, best: CitedRow, cited: readonly CitedRow[]): Table {
  const [first] = own.labels;
  const { heading } = measureInfo[measure];
  const found = own.row(first).byChannel(measure);
  return {
    caption: `${heading} of each series; the best published one of a series is picked with hindsight (oracle)`,
    columns: ['series', first, best.label, 'best published, by series', 'which'],
    rows: own.channels.map((channel) => {
      const of = (row: CitedRow) => figureOf(row, channel, measure);
      const highest = cited.reduce((a, b) => (of(b) > of(a) ? b : a));
      return [channel, found.get(channel) ?? null, of(best), of(highest), highest.label];
    }),
  };
}
