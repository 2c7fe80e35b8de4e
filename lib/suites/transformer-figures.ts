/** What notebook 5 shows of the Anomaly Transformers that it trains: tables, maps and scores of steps. */
import { grouped } from '../base/index';
import { column, slidingWindows, windowSegments, type Segment, type Series, type Windows } from '../data/index';
import type { CutWindows } from '../detectors/index';
import type { Protocol } from '../experiments/index';
import { rocAuc } from '../metrics/index';
import {
  configAt,
  LstmVae,
  parameterCount,
  reportLstmVaeConfig,
  type AnomalyTransformer,
  type ProfileName,
  type TrainedDetector,
} from '../models/index';
import { applyThreshold, scoreWindows, transformerStepScores } from '../scoring/index';
import { formatFixed, percent, recordsTable, type Table } from '../tables/index';
import type { History } from '../training/index';
import { judgeScores, type JudgedDetector } from './one-channel';
import { logWeights, scoredBy, type LookedAt, type MapsOfModel } from './transformer-insight';

const anomalousShare = ({ labels, count }: Windows) => labels.filter(Boolean).length / count;

/** Makes a table of the windows of several sizes, by split. */
export function splitsTable(sizes: readonly CutWindows[], caption: string): Table {
  const records = sizes.flatMap(({ train, validation, test }) =>
    Object.entries({ train, validation, test }).map(([split, each]) => ({
      'steps per window': each.windowSize,
      split,
      windows: each.count,
      features: each.features,
      'anomalous share': anomalousShare(each),
    })),
  );
  return recordsTable(records, { caption });
}

/** Says how the classes and the numbers of windows differ between two sizes of window. */
export function splitsSentence(channel: string, [short, long]: readonly [CutWindows, CutWindows]): string {
  return (
    `On ${channel} ${percent(anomalousShare(short.test), 1)} of the windows of ${short.test.windowSize} are anomalous and ` +
    `${percent(anomalousShare(long.test), 1)} of those of ${long.test.windowSize}. There are ${grouped(long.train.count)} long ` +
    `training windows for ${grouped(short.train.count)} short ones.`
  );
}

/** Makes a table of the settings of transformers. */
export function transformersTable(models: readonly AnomalyTransformer[]): Table {
  const records = models.map((model) => {
    const { objective, discrepancyWeight, windowSize, modelDim, heads, layers, feedForwardDim } = model.config;
    const sizes = { windowSize, modelDim, heads, layers, feedForwardDim, parameters: parameterCount(model) };
    return { objective, lambda: discrepancyWeight, ...sizes };
  });
  return recordsTable(records, { caption: 'The two transformers as built here' });
}

/** Says how large the model is at the report's size. */
export function reportSizeSentence(atReport: number, model: TrainedDetector): string {
  const times = grouped(Math.round(atReport / parameterCount(model)));
  return `At the report's size the model has ${grouped(atReport)} parameters, ${times} times as many as here.`;
}

/** The curves of one training, and what `plotLoss` says of them. */
export interface LossPicture {
  readonly curves: readonly { readonly name: string; readonly values: number[] }[];
  readonly options: { readonly bestEpoch: number; readonly unit: string; readonly title: string };
}

/** Makes a picture of the losses under each objective. */
export function lossPictures(histories: Readonly<Record<string, History>>, channel: string): LossPicture[] {
  return Object.entries(histories).map(([objective, { trainLoss, validationLoss, bestEpoch }]) => ({
    curves: [
      { name: 'training', values: trainLoss },
      { name: 'validation', values: validationLoss },
    ],
    options: {
      bestEpoch: bestEpoch + 1,
      unit: 'squared z-score + lambda * nats',
      title: `${channel}: loss of the ${objective} objective by epoch`,
    },
  }));
}

/** Says how each training ended. */
export function lossesSentence(histories: Readonly<Record<string, History>>): string {
  const each = Object.entries(histories).map(([objective, { validationLoss, bestEpoch }]) => {
    const [first, best] = [validationLoss[0], validationLoss[bestEpoch]].map((loss) => formatFixed(loss, 3));
    const epochs = validationLoss.length;
    return `${objective} from ${first} to ${best}, its lowest, in epoch ${bestEpoch + 1} of ${epochs}`;
  });
  return `The validation losses fall: ${each.join('; ')}.`;
}

/** Two maps of one window, and what `plotAttentionMaps` says of them. */
export interface MapPicture {
  readonly maps: readonly { readonly name: string; readonly weights: Float32Array }[];
  readonly options: {
    readonly steps: number;
    readonly segments: readonly Segment[];
    readonly quantity: string;
    readonly title: string;
  };
}

/** Makes a picture of each transformer's maps in each window: before the anomaly, and where it begins. */
export function mapPictures(
  found: readonly MapsOfModel[],
  { places, inside }: LookedAt,
  { windows, channel }: { readonly windows: Windows; readonly channel: string },
): MapPicture[] {
  const { windowSize, starts } = windows;
  return found.flatMap(({ objective, before, begins }) => {
    const parts = [
      { maps: before, segments: [], name: 'before the anomaly', place: places[0] },
      { maps: begins, segments: [inside], name: 'where the anomaly begins', place: places[1] },
    ];
    return parts.map(({ maps, segments, name, place }) => ({
      maps: [
        { name: 'series association', weights: logWeights(maps.series) },
        { name: 'prior association', weights: logWeights(maps.prior) },
      ],
      options: {
        steps: windowSize,
        segments,
        quantity: 'log10 weight',
        title: `${channel}, ${objective}: a window ${name}, from step ${grouped(starts[place])}`,
      },
    }));
  });
}

/** Scores of the steps of a series by several scores, window after window without overlap. */
export interface StepPanels {
  /** The telemetry value, then the scores, each with its unit. */
  readonly rows: readonly {
    readonly name: string;
    readonly values: Float64Array | Float32Array;
    readonly unit: string;
  }[];
  /** ROC-AUC over steps, by the score's name. */
  readonly aucs: Readonly<Record<string, number>>;
}

/** Scores every step of a labelled series: the discrepancy of both transformers, and the paper's score of the second. */
export function stepPanels(test: Series, [joint, minimax]: readonly AnomalyTransformer[]): StepPanels {
  const { windowSize } = joint.config;
  const windows = slidingWindows(test, { windowSize, stride: windowSize });
  const covered = windows.count * windowSize;
  const scores = {
    'D, joint': transformerStepScores(joint, windows),
    'D, minimax': transformerStepScores(scoredBy(minimax, 'discrepancy'), windows),
    "paper's score": transformerStepScores(minimax, windows),
  };
  const labels = test.labels!.subarray(0, covered);
  const scored = Object.entries(scores).map(([name, values]) => {
    return { name, values, unit: name.startsWith('D') ? 'nats' : 'weighted error' };
  });
  return {
    rows: [{ name: 'telemetry', values: column(test, 0).subarray(0, covered), unit: 'z-score' }, ...scored],
    aucs: Object.fromEntries(scored.map(({ name, values }) => [name, rocAuc(values, labels)])),
  };
}

/** Judges both transformers by both scores: four rows, `joint, discrepancy` first and `minimax, weighted-error` last. */
export function judgeWays(
  models: readonly AnomalyTransformer[],
  { train, test }: CutWindows,
  threshold: Protocol['threshold'],
): JudgedDetector[] {
  return models.flatMap((model) =>
    (['discrepancy', 'weighted-error'] as const).map((score) => {
      const detector = scoredBy(model, score);
      const [ofTrain, ofTest] = [train, test].map((part) => scoreWindows(detector, part));
      const name = `${model.config.objective}, ${score}`;
      return judgeScores({ name, train: ofTrain, test: ofTest }, { labels: test.labels, threshold });
    }),
  );
}

/** Where scored windows lie. */
export interface ScoredPlace {
  readonly windows: Windows;
  /** The labelled anomalies. */
  readonly segments: readonly Segment[];
  /** Steps from one window to the next. */
  readonly stride: number;
  readonly channel: string;
}

/** Gives what `plotHistogram` and `plotScores` say of the scores of a judged detector. */
export function wayPictures(
  { name, testScores, threshold }: JudgedDetector,
  { windows, segments, stride, channel }: ScoredPlace,
) {
  const common = { threshold, unit: name.endsWith('discrepancy') ? 'nats' : 'weighted error' };
  return {
    scores: testScores,
    byClass: { ...common, title: `${channel}, ${name}: test scores by class` },
    overTime: {
      ...common,
      segments,
      stride,
      detected: windowSegments(applyThreshold(testScores, threshold), windows),
      title: `${channel}, ${name}: score of each window over time`,
    },
  };
}

/** Makes the LSTM-VAE that the transformer's times are compared with: report 3's, for windows of this size. */
export function reportVae(
  { windowSize, features }: Windows,
  { profile, seed }: { readonly profile: ProfileName; readonly seed: number },
): LstmVae {
  return new LstmVae({ ...configAt('lstm-vae', profile), ...reportLstmVaeConfig, windowSize, features, seed });
}

/** A trained model with the windows that it scores. */
export interface TimedModel {
  readonly model: string;
  readonly detector: TrainedDetector;
  readonly of: Windows;
  readonly history: History;
}

/** Makes the table of what training and scoring cost. @param steps  Of the series that the windows were cut from. */
export function timesTable(models: readonly TimedModel[], steps: number, caption: string): Table {
  const records = models.map(({ model, detector, of, history }) => {
    const begun = performance.now();
    scoreWindows(detector, of);
    const scoring = (1000 * (performance.now() - begun)) / steps;
    return {
      model,
      parameters: parameterCount(detector),
      'training steps': history.steps,
      'steps/s': history.steps / history.seconds,
      'scoring 1,000 time steps (ms)': scoring,
    };
  });
  return recordsTable(records, { caption, digits: 1 });
}
