/** What report 3's claims need, taken from results: of one model, and of the three side by side. */
import type { MeasureName, Results } from '../experiments/index';
import type { ModelBesideAll } from '../suites/index';
import type { Cell } from '../tables/index';
import type { MeasuredClaim } from './sample';
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
 * @param row  The model's results.
 */
export function modelClaims(model: ReportModel, row: Results): Record<string, MeasuredClaim> {
  const reported = reportedResults[model];
  const averages = figures
    .filter(([name]) => reported[name] !== undefined)
    .map(([name, slug]) => [`r3-${model}-${slug}`, row.over(name)] as const);
  const byChannel = Object.entries(channelSets).map(([slug, pattern]) => {
    const channels = row.channels.filter((channel) => pattern.test(channel));
    const values = channels.map((channel) => [channel, row.channel(channel).over('f1')] as const);
    return [`r3-${model}-${slug}`, Object.fromEntries(values)] as const;
  });
  return Object.fromEntries<MeasuredClaim>([...averages, ...byChannel]);
}

/** Measures which of the three models is best at what. */
export function bestModelClaims(rows: Readonly<Record<string, ModelBesideAll>>): Record<string, MeasuredClaim> {
  const over = (figure: (each: ModelBesideAll) => number[]) =>
    Object.fromEntries(Object.entries(rows).map(([name, each]) => [name, figure(each)]));
  const measured = figures.map(([name, slug]) => [`r3-best-${slug}`, over(({ row }) => row.over(name))] as const);
  return { ...Object.fromEntries(measured), 'r3-best-false-positive-rate': over(falsePositiveRates) };
}

/**
 * Computes the share of normal windows that are called anomalous, averaged over channels, with each seed. It follows from
 * accuracy, recall and the share of anomalous windows p, which is the precision of calling everything anomalous:
 * accuracy = p recall + (1 - p)(1 - rate).
 */
export function falsePositiveRates({ row, all }: ModelBesideAll): number[] {
  const shares = all.byChannel('precision');
  return row.over(({ channel, measures: { accuracy, recall } }) => {
    const share = shares.get(channel);
    if (typeof accuracy !== 'number' || typeof recall !== 'number' || share === undefined) return null;
    return 1 - (accuracy - share * recall) / (1 - share);
  });
}

/** Makes the row of a table that holds the report's own figures. */
export function reportedRow(model: ReportModel, measures: readonly MeasureName[]): Cell[] {
  const { model: name, ...reported } = reportedResults[model];
  const figure = (measure: MeasureName): Cell =>
    measure in reported ? reported[measure as keyof typeof reported] : null;
  return [`the report's ${name}`, ...measures.map(figure)];
}
