/** Section 4.5's pipelines on one channel: the model that the chapter advises beside others, one pipeline for each seed. */
import { mean } from '../base/index';
import type { Series } from '../data/index';
import { KNOW_NOTHING, placeScores, type Results, type Source, type SuiteTable } from '../experiments/index';
import { averagePrecision, bootstrap, precisionRecallF1, rocAuc } from '../metrics/index';
import {
  AnomalyPipeline,
  defaultDetector,
  recommendModel,
  type PipelineOptions,
  type Prediction,
} from '../pipeline/index';
import { fitThreshold, predictWith } from '../scoring/index';
import { formatMeasure, percent } from '../tables/index';

/** Takes one value in fifty away, as a machine room does. */
export function withHoles(series: Series): Series {
  return { ...series, values: series.values.map((value, i) => ((i * 7919) % 50 === 0 ? NaN : value)) };
}

/** The chapter's advice by kind of data, as rows of a table. */
export function adviceRows({ features, length }: Series) {
  const kinds = [
    { kind: 'image', features: 784, length: 5000 },
    { kind: 'tabular', features: 30, length: 5000 },
    { kind: 'sparse', features: 1000, length: 5000 },
    { kind: 'time-series', features, length },
    { kind: 'time-series', features, length: 50_000, longContext: true },
  ] as const;
  return kinds.map((data) => {
    const { model, reason, alternatives } = recommendModel(data);
    const { kind: what, length: rows } = data;
    return { data: what, rows, features: data.features, model, why: reason, 'or else': alternatives.join(', ') };
  });
}

/** Says of each table of advice how its first row, which is advised, compares with the best. */
export function adviceSeen(tables: readonly SuiteTable[], results: Results): string {
  return tables
    .map(({ name, rows }) => {
      const own = results.table(name);
      const ranked = rows
        .map(({ label }) => ({ label, rocAuc: own.row(label).mean('rocAuc') }))
        .sort((a, b) => b.rocAuc - a.rocAuc);
      const place = ranked.findIndex(({ label }) => label === rows[0].label);
      const [first] = ranked;
      const advised = `${rows[0].label}: place ${place + 1} of ${ranked.length}, ROC-AUC ${formatMeasure(ranked[place].rocAuc)}`;
      return `${advised}${place === 0 ? '' : `; first is ${first.label} with ${formatMeasure(first.rocAuc)}`}.`;
    })
    .join(' ');
}

/** Fits one pipeline for each seed. */
export async function fitSeeds(
  options: PipelineOptions,
  train: Series,
  seeds: readonly number[],
): Promise<AnomalyPipeline[]> {
  const pipelines: AnomalyPipeline[] = [];
  for (const seed of seeds) pipelines.push(await new AnomalyPipeline({ ...options, seed }).fit(train));
  return pipelines;
}

/** What one kind of pipeline comes to by time step, one value for each seed. */
export interface ModelOutcome {
  readonly model: string;
  /** Whether it learns at most a mean, or looks at the place alone. */
  readonly knowsNothing: boolean;
  /** Among time steps whose window holds no anomaly. */
  readonly falsePositiveRate: readonly number[];
  /** Of the first seed's rate, by blocks of time steps. */
  readonly interval: readonly [low: number, high: number];
  readonly recall: readonly number[];
  readonly precision: readonly number[];
  readonly f1: readonly number[];
  readonly rocAuc: readonly number[];
  readonly prAuc: readonly number[];
}

/** Detectors of other kinds in the same pipeline, with windows of the same size. */
const others = ['autoencoder', 'pca', 'nearest-neighbour'];

/** Detectors that learn at most a mean. */
const plain = ['constant', 'random'];

export interface CompareModelsOptions {
  readonly options: PipelineOptions;
  /** Fitted with these options, one for each seed. */
  readonly pipelines: readonly AnomalyPipeline[];
  readonly seeds: readonly number[];
  /** Time steps. */
  readonly blockLength: number;
  /** The channel's, for the rows that look at the place alone; there are none without it. */
  readonly source?: Source;
}

/**
 * Compares the pipelines of the advised model with others that are fitted to the same series with the same rule for the
 * threshold, and with rows that know nothing: the place alone, the distance from the mean training window, random scores; the
 * last row calls every time step anomalous.
 *
 * @param series  The test series is labelled.
 */
export async function compareModels(
  { train, test }: { train: Series; test: Series },
  { options, pipelines, seeds, blockLength, source }: CompareModelsOptions,
): Promise<ModelOutcome[]> {
  const label = (model: string, windowSize: number) => `${model}, windows of ${windowSize}`;
  const { detector, windowSize, settings } = pipelines[0];
  const judged = { test, blockLength };
  const outcomes = [outcomeOf(label(detector.name, windowSize), { windowSize, ...predicted(pipelines, test) }, judged)];
  const compared = [
    ...others.map((model) => ({ label: label(model, windowSize), model, windowSize })),
    {
      ...defaultDetector,
      label: `${label(defaultDetector.model, defaultDetector.windowSize)}: the default of npm run fit`,
    },
    ...plain.map((model) => ({ label: model, model, windowSize })),
  ];
  for (const { label: name, ...each } of compared) {
    const fitted = await fitSeeds({ ...options, modelConfig: {}, stride: undefined, ...each }, train, seeds);
    const knowsNothing = plain.includes(each.model);
    outcomes.push(outcomeOf(name, { windowSize: each.windowSize, knowsNothing, ...predicted(fitted, test) }, judged));
    fitted.forEach((pipeline) => pipeline.dispose());
  }
  const places = source ? await placeScores(source, { train, test }, { windowSize, stride: 1 }) : [];
  const ofPlace = places.map(({ name, steps, threshold = settings.threshold }) => {
    const fitted = fitThreshold(threshold, { normal: steps.train });
    const predictions = [{ scores: steps.test, predictions: predictWith(fitted, steps.test) }];
    return outcomeOf(name, { windowSize, knowsNothing: true, predictions }, judged);
  });
  outcomes.splice(-1, 0, ...ofPlace);
  const share = mean(Array.from(test.labels!));
  const everything = {
    model: 'everything anomalous',
    knowsNothing: true,
    falsePositiveRate: [1],
    interval: [1, 1] as const,
  };
  const trivial = { recall: [1], precision: [share], f1: [(2 * share) / (1 + share)], rocAuc: [0.5], prAuc: [share] };
  return [...outcomes, { ...everything, ...trivial }];
}

/** What a kind of pipeline predicts of the test series, once for each seed. */
interface Predicted {
  readonly windowSize: number;
  readonly knowsNothing?: boolean;
  readonly predictions: readonly Pick<Prediction, 'scores' | 'predictions'>[];
}

function predicted(pipelines: readonly AnomalyPipeline[], test: Series): Pick<Predicted, 'predictions'> {
  return { predictions: pipelines.map((pipeline) => pipeline.predict(test)) };
}

function outcomeOf(
  model: string,
  { windowSize, knowsNothing = false, predictions: each }: Predicted,
  { test, blockLength }: { readonly test: Series; readonly blockLength: number },
): ModelOutcome {
  const labels = test.labels!;
  const judged = each.map(({ scores, predictions }, i) => {
    const reach = windowSize - 1;
    const isNormal = (time: number) => time >= reach && !labels.subarray(time - reach, time + 1).includes(1);
    const times = Array.from(labels.keys()).filter(isNormal);
    const alarms = Float64Array.from(times, (time) => predictions[time]);
    const sampled = { blockLength: Math.min(blockLength, alarms.length), seed: i };
    const { estimate, low, high } = bootstrap(mean, alarms, new Uint8Array(alarms.length), sampled);
    const { recall, precision, f1 } = precisionRecallF1(predictions, labels);
    const ranked = { rocAuc: rocAuc(scores, labels), prAuc: averagePrecision(scores, labels) };
    return { rate: estimate, interval: [low, high] as const, recall, precision, f1, ...ranked };
  });
  const over = (figure: 'rate' | 'recall' | 'precision' | 'f1' | 'rocAuc' | 'prAuc') =>
    judged.map((each) => each[figure]);
  return {
    model,
    knowsNothing,
    falsePositiveRate: over('rate'),
    interval: judged[0].interval,
    recall: over('recall'),
    precision: over('precision'),
    f1: over('f1'),
    rocAuc: over('rocAuc'),
    prAuc: over('prAuc'),
  };
}

/** The outcomes as rows of a table. */
export function modelRows(outcomes: readonly ModelOutcome[]) {
  return outcomes.map((each) => ({
    model: each.model,
    'false positive rate': each.falsePositiveRate,
    '95 % interval': each.interval.map(formatMeasure).join(' to '),
    recall: each.recall,
    precision: each.precision,
    F1: each.f1,
    'ROC-AUC': each.rocAuc,
    'PR-AUC': each.prAuc,
  }));
}

/** Says which rows keep the budget, and where the advised model stands among the others and beside what knows nothing. */
export function modelsSeen(outcomes: readonly ModelOutcome[], rate: number): string {
  const looking = outcomes.filter(({ knowsNothing }) => !knowsNothing);
  const keeping = looking.filter(({ falsePositiveRate }) => mean(falsePositiveRate) <= rate);
  const [advised] = looking;
  const better = looking.filter(({ rocAuc: own }) => mean(own) > mean(advised.rocAuc));
  const best = looking.reduce((most, each) => (mean(each.rocAuc) > mean(most.rocAuc) ? each : most));
  const blind = outcomes.filter(
    (each) => KNOW_NOTHING.includes(each.model) && mean(each.rocAuc) > mean(advised.rocAuc),
  );
  const blindly = blind.map(({ model, rocAuc: own }) => `${model} (${formatMeasure(mean(own))})`).join(', ');
  const [low, high] = advised.interval;
  return (
    `Asked for at most ${100 * rate} %, the ${advised.model} raises ${percent(mean(advised.falsePositiveRate), 1)} false alarms ` +
    `(with the first seed ${percent(low, 1)} to ${percent(high, 1)}); ${keeping.length} of ${looking.length} detectors keep the ` +
    `budget. By ROC-AUC ${better.length} of the other ${looking.length - 1} rank better; the best is the ${best.model} ` +
    `with ${formatMeasure(mean(best.rocAuc))}, against ${formatMeasure(mean(advised.rocAuc))}. Of the rows that know nothing, ` +
    `${blindly || 'none'} rank${blind.length === 1 || blindly === '' ? 's' : ''} better.`
  );
}
