/** The figures of each series, which the file of a run's tables keeps so that others may compare without a run. */
import { measureInfo, type MeasureName, type Results, type SuiteTable } from '../experiments/index';
import { seriesTable } from '../leaderboard/index';
import type { Table } from '../tables/index';

/** By what measure a table compares rows series by series; the first that it has. */
const measures: readonly MeasureName[] = ['vusPr', 'tsbVusPr'];

/**
 * Makes the table of each row's VUS-PR on each series, averaged over seeds. Series without an anomaly, on which it is not
 * defined, are left out, and so are rows that are oracles: they claim nothing.
 *
 * @param all  Results of the table alone.
 * @returns    Nothing where it was not measured, or no row has it on a series.
 */
export function seriesFigures(
  { name, rows: planned, incidents }: Pick<SuiteTable, 'name' | 'rows' | 'incidents'>,
  all: Results,
): Table[] {
  const oracles = planned.filter(({ about }) => about?.oracle).map(({ label }) => label);
  const results = all.where(({ row }) => !oracles.includes(row));
  const measure = measures.find((each) => results.rows.some((row) => typeof row.measures[each] === 'number'));
  if (!measure) return [];
  const found = results.labels.map((label) => [label, results.row(label).byChannel(measure)] as const);
  const series = results.channels.filter((channel) => found.every(([, figures]) => figures.has(channel)));
  if (series.length === 0) return [];
  const rows = new Map(found.map(([label, figures]) => [label, series.map((channel) => figures.get(channel)!)]));
  const own = incidents && series.map((channel) => incidents[channel] ?? channel);
  return [seriesTable({ name, measure: measureInfo[measure].heading, series, rows, ...(own && { incidents: own }) })];
}
