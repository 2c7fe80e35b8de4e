/** Notebook 3: report 3's LSTM-VAE by each reading of its loss, on one channel and on all. */
import * as tf from '@tensorflow/tfjs';
import { correlation, mean, standardDeviation } from '../base/index';
import type { Windows } from '../data/index';
import { epochsAt, type CutWindows } from '../detectors/index';
import {
  evaluate,
  loadSource,
  prepareSeries,
  type Protocol,
  type SuiteContext,
  type SuiteTable,
} from '../experiments/index';
import {
  configAt,
  ConstantReconstruction,
  linearCode,
  LstmAutoencoder,
  LstmVae,
  reportLstmVaeConfig,
  type LinearCode,
  type ProfileName,
} from '../models/index';
import { reconstructWindows, scoreWindows } from '../scoring/index';
import { fit, windowTensor, type History } from '../training/index';
import { chapter } from './chapter';
import {
  latentDimAt,
  lstmVaeReadings,
  lstmVaeRows,
  type LstmVaeReading,
  type LstmVaeSettings,
} from './lstm-vae-readings';
import { report3 } from './report-3';

export interface LstmVaeStudy extends Required<LstmVaeSettings> {
  readonly profile: ProfileName;
  /** The first; one channel is looked at with this one alone. */
  readonly seed: number;
  /** How many there are of all channels. */
  readonly seeds: number;
  /** At most. */
  readonly epochs: number;
  /** Of the training scores: the threshold. */
  readonly percentile: number;
}

/** What the notebook leaves out of the report's suite: the other networks, and baselines that are no better than these. */
const leftOut = ['k-means', 'isolation-forest', 'moving-average', 'range'];

/** Makes the rule that the percentile stands for. */
export function thresholdOf({ percentile }: Pick<LstmVaeStudy, 'percentile'>): Protocol['threshold'] {
  return { kind: 'percentile', percentile, of: 'training' };
}

/** Makes the table of all channels: each reading beside the baselines, with the scores of the windows kept. */
export function lstmVaeTable(context: SuiteContext, study: LstmVaeStudy): SuiteTable {
  const [table] = report3(context);
  const { seed, seeds, epochs } = study;
  const source = table.source as Parameters<typeof lstmVaeRows>[0];
  const training = epochs === epochsAt[context.profile] ? {} : { training: { epochs } };
  const readings = lstmVaeRows(source, context.profile, study).map((row) => ({ ...row, ...training }));
  const others = table.rows.filter(({ detector }) => !detector.startsWith('lstm-') && !leftOut.includes(detector));
  return {
    ...table,
    name: 'Method',
    seeds: Array.from({ length: seeds }, (_, i) => seed + i),
    protocol: { ...table.protocol, threshold: thresholdOf(study) },
    rows: [...readings, ...others].map((row) => ({ ...row, keep: ['windows'] })),
  };
}

/** Makes the table of the chapter's sequences of sensors, with a dense autoencoder beside the recurrent one. */
export function sensorTable(context: SuiteContext, seed: number): SuiteTable {
  const table = chapter(context).find(({ name }) => name === 'chapter, sequences')!;
  const [recurrent, ...others] = table.rows;
  const config = { outputActivation: 'linear' };
  const dense = { label: 'autoencoder', detector: 'autoencoder', config, training: recurrent.training };
  const seeds = table.seeds.map((each) => each + seed);
  return { ...table, name: 'Detector', seeds, rows: [recurrent, dense, ...others] };
}

/** Normal test sequences and their reconstruction, of the first sensor, one after the other. */
export interface Redrawn {
  readonly input: Float32Array;
  readonly rebuilt: Float32Array;
}

/**
 * Trains the recurrent autoencoder of {@link sensorTable} on its sequences and redraws some of the test set.
 *
 * @param count  How many sequences. Default 4.
 */
export async function redrawnSensors(
  { source, protocol, rows }: SuiteTable,
  { profile, seed, count = 4 }: { readonly profile: ProfileName; readonly seed: number; readonly count?: number },
): Promise<Redrawn> {
  const series = loadSource(source, source.channels[0], seed);
  const { windows } = prepareSeries(series, { protocol, seed });
  const { windowSize, features } = windows.train;
  const model = new LstmAutoencoder({ windowSize, features, seed, ...configAt('lstm-autoencoder', profile) });
  await fit(model, windows, { ...rows[0].training, seed });
  const rebuilt = reconstructWindows(model, windows.test);
  model.dispose();
  const firstSensor = (values: Float32Array) =>
    values.filter((_, i) => i % features === 0).slice(0, count * windowSize);
  return { input: firstSensor(windows.test.values), rebuilt: firstSensor(rebuilt) };
}

/** What the losses of trained weights are, with the noise of z and without. */
export interface Losses {
  readonly trainNoisy: number;
  readonly trainQuiet: number;
  readonly validationQuiet: number;
}

/** Computes the losses that a figure of the training compares, all with the weights that were kept. */
export function lossesOf(model: LstmVae, { train, validation }: CutWindows): Losses {
  const lossOf = (windows: Windows, training: boolean) =>
    tf.tidy(() => model.loss(windowTensor(windows), { training }).dataSync()[0]);
  return {
    trainNoisy: lossOf(train, true),
    trainQuiet: lossOf(train, false),
    validationQuiet: lossOf(validation, false),
  };
}

/** Says that a model of other settings than the report's is not a measurement of its claims; undefined where they are its own. */
export function otherParameters({ profile, latentDim, beta, percentile }: LstmVaeStudy): string | undefined {
  const own = latentDim === latentDimAt(profile) && beta === reportLstmVaeConfig.beta && percentile === 70;
  return own ? undefined : "other parameters than the report's";
}

/** What a reading of the loss makes of one channel. */
export interface TrainedReading {
  readonly label: string;
  readonly beta: number;
  /** What a linear model would tell at this weight; what this one tells, `history` says. */
  readonly linear: LinearCode;
  readonly history: History;
  /** How much the reconstructions of the training windows vary, as a share of how much these vary: standard deviations. */
  readonly spread: number;
  /** Of the test scores with those of a constant reconstruction, the mean training window. */
  readonly correlation: number;
  readonly f1: number | null;
  readonly rocAuc: number | null;
}

/** Trains a model by each reading on one channel. */
export async function trainReadings(
  windows: CutWindows,
  study: LstmVaeStudy,
  onEpoch: (label: string, history: History) => void = () => undefined,
): Promise<TrainedReading[]> {
  const trained: TrainedReading[] = [];
  for (const reading of Object.values<LstmVaeReading>({ ...lstmVaeReadings(study.profile, study) })) {
    trained.push(
      await trainReading(reading, windows, { study, onEpoch: (history) => onEpoch(reading.label, history) }),
    );
  }
  return trained;
}

async function trainReading(
  { label, weightOf }: LstmVaeReading,
  windows: CutWindows,
  { study, onEpoch }: { readonly study: LstmVaeStudy; readonly onEpoch: (history: History) => void },
): Promise<TrainedReading> {
  const { profile, seed, epochs, latentDim } = study;
  const { windowSize, features } = windows.train;
  const beta = weightOf(windows.train);
  const model = new LstmVae({ windowSize, features, seed, ...configAt('lstm-vae', profile), latentDim, beta });
  const history = await fit(model, windows, { epochs, seed, onEpoch });
  const [trainScores, testScores] = [windows.train, windows.test].map((part) => scoreWindows(model, part));
  const rebuilt = reconstructWindows(model, windows.train);
  model.dispose();
  const { f1, rocAuc } = evaluate({ trainScores, testScores, labels: windows.test.labels }, thresholdOf(study));
  return {
    label,
    beta,
    linear: linearCode(windows.train, beta, latentDim),
    history,
    spread: spreadOf({ ...windows.train, values: rebuilt }) / spreadOf(windows.train),
    correlation: correlation(testScores, constantScores(windows.train, windows.test)),
    f1,
    rocAuc,
  };
}

/** Computes how far windows lie from their mean: the root of the mean variance of their values. */
function spreadOf(windows: Windows): number {
  return Math.sqrt(mean(columnsOf(windows).map((values) => standardDeviation(values) ** 2)));
}

/** Scores windows by their distance from the mean training window: what no model at all scores. */
function constantScores(train: Windows, windows: Windows): Float32Array {
  const constant = new ConstantReconstruction({ windowSize: train.windowSize, features: train.features });
  constant.fitTo(train);
  const scores = scoreWindows(constant, windows);
  constant.dispose();
  return scores;
}

/** Lists the values of each place in a window, over all windows. */
function columnsOf({ values, count, windowSize, features }: Windows): Float64Array[] {
  const width = windowSize * features;
  return Array.from({ length: width }, (_, j) => Float64Array.from({ length: count }, (_, i) => values[i * width + j]));
}

/** How much of the telemetry's movement is reconstructed, and what it weighs in the score. */
export interface TelemetryShares {
  /** Standard deviation of the reconstructed telemetry over all steps of the windows. */
  readonly moves: number;
  /** That of the telemetry itself. */
  readonly varies: number;
  /** Its share of the squared error of all features. */
  readonly errorShare: number;
  readonly features: number;
}

/** Compares the telemetry, the first feature, with its reconstruction. */
export function telemetryShares(model: LstmVae, windows: Windows): TelemetryShares {
  const { features, values } = windows;
  const rebuilt = reconstructWindows(model, windows);
  const isTelemetry = (_: number, i: number) => i % features === 0;
  const errors = values.map((value, i) => (value - rebuilt[i]) ** 2);
  return {
    moves: standardDeviation(rebuilt.filter(isTelemetry)),
    varies: standardDeviation(values.filter(isTelemetry)),
    errorShare: mean(errors.filter(isTelemetry)) / (features * mean(errors)),
    features,
  };
}
