/** What report 3's claims need, taken from results: of one model, and of the three side by side. */
import type { MeasureName, Quantity, Results } from '../experiments/index';
import type { ModelBesideAll } from '../suites/index';
import type { Cell } from '../tables/index';
import type { Incidents, MeasuredClaim } from './sample';
import { besideTrivial, samplesBeside } from './from-results';
import { reportedResults } from './report-3-results';

export type ReportModel = keyof typeof reportedResults;

const figures = [
  ['precision', 'precision'],
  ['recall', 'recall'],
  ['f1', 'f1'],
  ['rocAuc', 'roc-auc'],
  ['prAuc', 'pr-auc'],
] as const;

/** The channels that the report names, by the ends of the claims' names. */
const channelSets = {
  'easy-channels': /^D-(1|3|4|9|12)$/,
  'd-series': /^D-/,
  'hard-channels': /^(A-8|E-.*)$/,
} as const;

/**
 * Measures the claims about what one model finds: its macro averages, and its F1 on the channels that the report names.
 *
 * @param row    The model's results.
 * @param table  Results of all rows of its table, for those that know nothing: without them no figure is reproduced.
 */
export function modelClaims(model: ReportModel, row: Results, table: Results = row): Record<string, MeasuredClaim> {
  const reported = reportedResults[model];
  const beside = { model: reported.model, row, table };
  const averages = figures
    .filter(([name]) => reported[name] !== undefined)
    .map(([name, slug]) => [`r3-${model}-${slug}`, besideTrivial(beside, name)] as const);
  const byChannel = Object.entries(channelSets).map(([slug, pattern]) => {
    const channels = row.channels.filter((channel) => pattern.test(channel));
    const values = channels.map((channel) => [channel, row.channel(channel).over('f1')] as const);
    return [`r3-${model}-${slug}`, Object.fromEntries(values)] as const;
  });
  return Object.fromEntries<MeasuredClaim>([...averages, ...byChannel]);
}

/**
 * Measures which of the three models is best at what, on the channels that all three have.
 *
 * @param incidents  The incident of each channel; by default each is one by itself.
 */
export function bestModelClaims(
  rows: Readonly<Record<string, ModelBesideAll>>,
  incidents?: Incidents,
): Record<string, MeasuredClaim> {
  const own = Object.fromEntries(Object.entries(rows).map(([name, { row }]) => [name, row]));
  const measured = figures.map(
    ([name, slug]) => [`r3-best-${slug}`, samplesBeside(own, () => name, incidents)] as const,
  );
  const rates = samplesBeside(own, (name) => falsePositiveRate(rows[name]), incidents);
  return { ...Object.fromEntries(measured), 'r3-best-false-positive-rate': rates };
}

/** Averages the false positive rate over channels, with each seed. */
export function falsePositiveRates(each: ModelBesideAll): number[] {
  return each.row.over(falsePositiveRate(each));
}

/**
 * Computes the share of normal windows that are called anomalous. It follows from accuracy, recall and the share of
 * anomalous windows p, which is the precision of calling everything anomalous: accuracy = p recall + (1 - p)(1 - rate).
 */
function falsePositiveRate({ all }: ModelBesideAll): Quantity {
  const shares = all.byChannel('precision');
  return ({ channel, measures: { accuracy, recall } }) => {
    const share = shares.get(channel);
    if (typeof accuracy !== 'number' || typeof recall !== 'number' || share === undefined) return null;
    return 1 - (accuracy - share * recall) / (1 - share);
  };
}

/** Makes the row of a table that holds the report's own figures. */
export function reportedRow(model: ReportModel, measures: readonly MeasureName[]): Cell[] {
  const { model: name, ...reported } = reportedResults[model];
  const figure = (measure: MeasureName): Cell =>
    measure in reported ? reported[measure as keyof typeof reported] : null;
  return [`the report's ${name}`, ...measures.map(figure)];
}
