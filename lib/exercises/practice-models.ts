/** Section 4.5's pipelines on one channel: the model that the chapter advises beside others, one pipeline for each seed. */
import { mean } from '../base/index';
import type { Series } from '../data/index';
import type { Results, SuiteTable } from '../experiments/index';
import { averagePrecision, bootstrap, precisionRecallF1, rocAuc } from '../metrics/index';
import { AnomalyPipeline, defaultDetector, recommendModel, type PipelineOptions } from '../pipeline/index';

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
      const advised = `${rows[0].label}: place ${place + 1} of ${ranked.length}, ROC-AUC ${ranked[place].rocAuc.toFixed(3)}`;
      return `${advised}${place === 0 ? '' : `; first is ${first.label} with ${first.rocAuc.toFixed(3)}`}.`;
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

export interface CompareModelsOptions {
  readonly options: PipelineOptions;
  /** Fitted with these options, one for each seed. */
  readonly pipelines: readonly AnomalyPipeline[];
  readonly seeds: readonly number[];
  /** Time steps. */
  readonly blockLength: number;
}

/**
 * Compares the pipelines of the advised model with others that are fitted to the same series with the same rule for the
 * threshold, and with random scores; the last row calls every time step anomalous.
 *
 * @param series  The test series is labelled.
 */
export async function compareModels(
  { train, test }: { train: Series; test: Series },
  { options, pipelines, seeds, blockLength }: CompareModelsOptions,
): Promise<ModelOutcome[]> {
  const label = (model: string, windowSize: number) => `${model}, windows of ${windowSize}`;
  const outcomes = [
    outcomeOf(label(pipelines[0].detector.name, pipelines[0].windowSize), pipelines, test, blockLength),
  ];
  const { windowSize } = pipelines[0];
  const compared = [
    ...others.map((model) => ({ label: label(model, windowSize), model, windowSize })),
    {
      ...defaultDetector,
      label: `${label(defaultDetector.model, defaultDetector.windowSize)}: the default of npm run fit`,
    },
    { label: 'random', model: 'random', windowSize },
  ];
  for (const { label: name, ...each } of compared) {
    const fitted = await fitSeeds({ ...options, modelConfig: {}, stride: undefined, ...each }, train, seeds);
    outcomes.push(outcomeOf(name, fitted, test, blockLength));
    fitted.forEach((pipeline) => pipeline.dispose());
  }
  const share = mean(Array.from(test.labels!));
  const everything = { model: 'everything anomalous', falsePositiveRate: [1], interval: [1, 1] as const };
  const trivial = { recall: [1], precision: [share], f1: [(2 * share) / (1 + share)], rocAuc: [0.5], prAuc: [share] };
  return [...outcomes, { ...everything, ...trivial }];
}

function outcomeOf(
  model: string,
  pipelines: readonly AnomalyPipeline[],
  test: Series,
  blockLength: number,
): ModelOutcome {
  const labels = test.labels!;
  const judged = pipelines.map((pipeline, i) => {
    const { scores, predictions } = pipeline.predict(test);
    const reach = pipeline.windowSize - 1;
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
    '95 % interval': each.interval.map(short).join(' to '),
    recall: each.recall,
    precision: each.precision,
    F1: each.f1,
    'ROC-AUC': each.rocAuc,
    'PR-AUC': each.prAuc,
  }));
}

/** Says which rows keep the budget, and where the advised model stands among those that look at the series. */
export function modelsSeen(outcomes: readonly ModelOutcome[], rate: number): string {
  const looking = outcomes.slice(0, -2);
  const keeping = looking.filter(({ falsePositiveRate }) => mean(falsePositiveRate) <= rate);
  const [advised] = looking;
  const better = looking.filter(({ rocAuc: own }) => mean(own) > mean(advised.rocAuc));
  const best = looking.reduce((most, each) => (mean(each.rocAuc) > mean(most.rocAuc) ? each : most));
  const [low, high] = advised.interval;
  return (
    `Asked for at most ${100 * rate} %, the ${advised.model} raises ${percent(mean(advised.falsePositiveRate))} false alarms ` +
    `(with the first seed ${percent(low)} to ${percent(high)}); ${keeping.length} of ${looking.length} detectors keep the ` +
    `budget. By ROC-AUC ${better.length} of the other ${looking.length - 1} rank better; the best is the ${best.model} ` +
    `with ${mean(best.rocAuc).toFixed(3)}, against ${mean(advised.rocAuc).toFixed(3)}.`
  );
}

const short = (share: number) => share.toFixed(3).replace(/^0\./, '.');

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
