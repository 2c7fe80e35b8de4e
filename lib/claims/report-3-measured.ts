/** What report 3's claims need, taken from results: of one model, and of the three side by side. */
import { mean } from '../base/index';
import type { Incidents } from '../data/index';
import type { MeasureName, Quantity, Results } from '../experiments/index';
import { AnomalyTransformer, LstmAttention, LstmVae, parameterCount } from '../models/index';
import { scoringSeconds, type ModelBesideAll, type ModelCost } from '../suites/index';
import { besideTrivial, samplesBeside } from './from-results';
import { reportedResults } from './report-3-results';
import type { MeasuredClaim } from './sample';

export type ReportModel = keyof typeof reportedResults;

const figures = [
  ['precision', 'precision'],
  ['recall', 'recall'],
  ['f1', 'f1'],
  ['rocAuc', 'roc-auc'],
  ['prAuc', 'pr-auc'],
] as const;

/** The channels that the report names, by the ends of the claims' names. */
export const channelSets = {
  'easy-channels': /^D-(1|3|4|9|12)$/,
  'd-series': /^D-/,
  'hard-channels': /^(A-8|E-.*)$/,
} as const;

/**
 * Measures the claims about what one model finds: its macro averages beside the rows that know nothing, and its F1 on the
 * channels that the report names.
 *
 * @param row    The model's results.
 * @param table  Results of all rows of its table, for those that know nothing: without them no figure is reproduced.
 */
export function modelClaims(model: ReportModel, row: Results, table: Results = row): Record<string, MeasuredClaim> {
  const reported = reportedResults[model];
  const averages = figures
    .filter(([name]) => reported[name] !== undefined)
    .map(([name, slug]) => {
      return [`r3-${model}-${slug}`, besideTrivial({ model: reported.model, row, table }, name)] as const;
    });
  const onChannels = Object.entries(channelSets).map(([slug, pattern]) => {
    return [`r3-${model}-${slug}`, byChannel(row, pattern, 'f1')] as const;
  });
  return Object.fromEntries<MeasuredClaim>([...averages, ...onChannels]);
}

/** Gives a measure of a row with each seed, by channel, on channels of certain names. */
export function byChannel(row: Results, pattern: RegExp, name: MeasureName): Record<string, number[]> {
  const channels = row.channels.filter((channel) => pattern.test(channel));
  return Object.fromEntries(channels.map((channel) => [channel, row.channel(channel).over(name)]));
}

/** Measures which of the three models is best at what, and what they agree on. @param incidents  As `incidentsOf` gives them. */
export function bestModelClaims(
  rows: Readonly<Record<string, ModelBesideAll>>,
  incidents?: Incidents,
): Record<string, MeasuredClaim> {
  const own = Object.fromEntries(Object.entries(rows).map(([name, { row }]) => [name, row]));
  const samples = (figureOf: (each: ModelBesideAll) => Quantity) =>
    samplesBeside(own, (name) => figureOf(rows[name]), incidents);
  const measured = figures.map(([name, slug]) => [`r3-best-${slug}`, samples(() => name)] as const);
  return {
    ...Object.fromEntries(measured),
    'r3-best-false-positive-rate': samples(({ all }) => falsePositiveRate(all)),
    'r3-consistent-channels': worstByChannel(Object.values(rows).map(({ row }) => row)),
  };
}

/** Gives the F1 of the worst of several models on the channels that the report calls easy. */
function worstByChannel(rows: readonly Results[]): Record<string, number[]> {
  const all = rows.map((row) => byChannel(row, channelSets['easy-channels'], 'f1'));
  const shared = Object.keys(all[0]).filter((channel) => all.every((each) => channel in each));
  const worst = (channel: string) =>
    all.map((each) => each[channel]).reduce((least, each) => (mean(each) < mean(least) ? each : least));
  return Object.fromEntries(shared.map((channel) => [channel, worst(channel)]));
}

/**
 * Makes the figure of how large a share of the normal windows is called anomalous. It follows from accuracy, recall and the
 * share of anomalous windows p, which is the precision of calling everything anomalous:
 * accuracy = p recall + (1 - p)(1 - rate).
 *
 * @param all  Results of calling everything anomalous on the same windows.
 */
export function falsePositiveRate(all: Results): Quantity {
  const shares = all.byChannel('precision');
  return ({ channel, measures: { accuracy, recall } }) => {
    const share = shares.get(channel);
    if (typeof accuracy !== 'number' || typeof recall !== 'number' || share === undefined) return null;
    return 1 - (accuracy - share * recall) / (1 - share);
  };
}

/**
 * Counts the parameters of the three models at the report's sizes, as claims name them.
 *
 * @public
 */
export function reportSizes(): Record<string, number> {
  const models = {
    'LSTM-Attention': new LstmAttention(),
    'LSTM-VAE': new LstmVae(),
    'Anomaly Transformer': new AnomalyTransformer(),
  };
  const counts = Object.entries(models).map(([name, model]) => [name, parameterCount(model)] as const);
  for (const model of Object.values(models)) model.dispose();
  return Object.fromEntries(counts);
}

/**
 * Measures the claims about LSTM-Attention's size. @param counts  As {@link reportSizes} gives them.
 *
 * @public
 */
export function sizeClaims(counts: Readonly<Record<string, number>>): Record<string, MeasuredClaim> {
  return { 'r3-lstm-attention-parameters': counts['LSTM-Attention'], 'r3-smallest': counts };
}

/**
 * Measures the claims about time.
 *
 * @param costs  Of LSTM-Attention, the LSTM-VAE and the transformer, in this order and of one run.
 * @public
 */
export function costClaims(costs: readonly ModelCost[]): Record<string, MeasuredClaim> {
  const [attention, vae] = costs;
  return {
    'r3-fastest': scoringSeconds(['LSTM-Attention', 'LSTM-VAE', 'Anomaly Transformer'], costs),
    'r3-same-training-time': attention.trainingSeconds / vae.trainingSeconds,
  };
}
