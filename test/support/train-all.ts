/**
 * A program that trains every trained detector of the catalogue on a few windows, and every series detector with networks. It prints a line of JSON for each: hashes
 * of the bits of its weights, its losses and its scores. The arguments, if any, name the trainings to run.
 */
import * as tf from '@tensorflow/tfjs';
import { createHash } from 'node:crypto';
import { Random } from '../../lib/base';
import { makeSeries, selectWindows, slidingWindows, type Windows } from '../../lib/data';
import { findSeriesDetector } from '../../lib/detectors';
import { smapMslProtocol } from '../../lib/experiments';
import {
  detectorNames,
  findDetector,
  isTrained,
  makeForWindows,
  smallAnomalyTransformerConfig,
  type DetectorName,
  type TrainedDetector,
} from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { scoreWindows } from '../../lib/scoring';
import { fit } from '../../lib/training';
import { wavePair } from './wave-pair';

/** The line of one training. */
export interface TrainedLine {
  readonly name: string;
  /** A hash, like the others. Series detectors keep weights and losses to themselves. */
  readonly scores: string;
  readonly weights?: string;
  readonly losses?: string;
  readonly seconds: number;
}

/** The first line. */
export interface ProductLine {
  /** The hash of a deep product by TensorFlow itself, whose bits depend on the number of threads. */
  readonly product: string;
}

interface Training {
  readonly detector: DetectorName;
  /** Where its config differs from its defaults. */
  readonly config?: object;
  /** Default 10. */
  readonly windowSize?: number;
  /** Default 25. */
  readonly features?: number;
  /** Default 2. */
  readonly epochs?: number;
}

/** All windows are scored. The first ones are trained on, and the others validate. */
const [COUNT, TRAINED] = [300, 200];
/** Large enough that work is divided among threads. */
const BATCH_SIZE = 64;
/** Enough steps for a graph. */
const CAPTURED_EPOCHS = 40;

const smallGan = { hiddenUnits: [64, 32], latentDim: 16 };
const images = { windowSize: 1, features: 28 * 28 };
const convolutions = { networks: 'convolutional', hiddenUnits: [8, 16], latentDim: 16 };
const smallTransformer = smallAnomalyTransformerConfig;
const paperTransformer = {
  ...smallTransformer,
  layers: 1,
  embedding: 'token-convolution',
  finalNorm: true,
  objective: 'minimax',
  score: 'weighted-error',
};

/** The detectors that are not trained with all their defaults. */
const smaller: Partial<Readonly<Record<DetectorName, Omit<Training, 'detector'>>>> = {
  'anomaly-transformer': { config: smallTransformer, windowSize: smallTransformer.windowSize },
  'lstm-autoencoder': { windowSize: 50, features: 5 },
  anogan: { config: { ...smallGan, searchSteps: 20 } },
  'f-anogan': { config: smallGan },
  egbad: { config: { ...smallGan, jointUnits: 32 } },
  'lstm-forecaster': { windowSize: 60 },
  'convolutional-forecaster': { windowSize: 60 },
};

/** The same detectors in other forms. */
const variants: Readonly<Record<string, Training>> = {
  'lstm-vae, as a graph': { detector: 'lstm-vae', epochs: CAPTURED_EPOCHS },
  'egbad, as a graph': { detector: 'egbad', config: { ...smallGan, jointUnits: 32 }, epochs: CAPTURED_EPOCHS },
  'vae, cross-entropy': {
    detector: 'vae',
    config: {
      reconstruction: 'bce',
      outputActivation: 'sigmoid',
      scoreBeta: 1,
      hiddenUnits: [256, 128],
      latentDim: 32,
    },
    ...images,
  },
  'autoencoder, dropout': { detector: 'autoencoder', config: { dropoutRate: 0.2 }, ...images },
  'autoencoder, sparse, tanh': {
    detector: 'autoencoder',
    config: { sparsity: 1e-3, hiddenActivation: 'tanh' },
    ...images,
  },
  'convolutional-autoencoder, images': { detector: 'convolutional-autoencoder', ...images },
  'anogan, convolutional': { detector: 'anogan', config: { ...convolutions, searchSteps: 5 }, ...images },
  'f-anogan, convolutional': { detector: 'f-anogan', config: convolutions, ...images },
  'egbad, convolutional': { detector: 'egbad', config: { ...convolutions, jointUnits: 32 }, ...images },
  'anomaly-transformer, as in the paper': {
    detector: 'anomaly-transformer',
    config: paperTransformer,
    windowSize: 50,
  },
};

const trainings: Readonly<Record<string, Training>> = {
  ...Object.fromEntries(
    detectorNames
      .filter((name) => isTrained(findDetector(name)))
      .map((name) => [name, { detector: name, ...smaller[name] }]),
  ),
  ...variants,
};

/** Cuts windows from random walks that stay between 0 and 1: they can be images, too. */
function walks(windowSize: number, features: number): Windows {
  const random = new Random('walks');
  const length = COUNT + windowSize - 1;
  const values = new Float64Array(length * features);
  for (let i = 0; i < values.length; i++) {
    const next = (values[i - features] ?? 0.5) + random.normal(0, 0.1);
    values[i] = Math.min(1, Math.max(0, next));
  }
  return slidingWindows(makeSeries({ name: 'walks', values, features }), { windowSize, stride: 1 });
}

function hashOf(...parts: readonly (Float32Array | Float64Array | Int32Array | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return hash.digest('hex').slice(0, 16);
}

async function train(name: string): Promise<TrainedLine> {
  const { detector, config, windowSize = 10, features = 25, epochs = 2 } = trainings[name];
  const started = performance.now();
  const windows = walks(windowSize, features);
  const part = (first: number, end: number) =>
    selectWindows(
      windows,
      Int32Array.from({ length: end - first }, (_, i) => first + i),
    );
  const data = { train: part(0, TRAINED), validation: part(TRAINED, COUNT) };
  const model = makeForWindows(detector, {
    windows: data,
    profile: 'full',
    config: { ...findDetector(detector).defaults, ...config },
    seed: 1,
  }) as TrainedDetector;
  const { trainLoss, validationLoss, phaseLosses } = await fit(model, data, { epochs, batchSize: BATCH_SIZE });
  const losses = [trainLoss, validationLoss, ...Object.values(phaseLosses)].map((each) => Float64Array.from(each));
  const line = {
    name,
    weights: hashOf(...model.variables.map((variable) => variable.dataSync())),
    losses: hashOf(...losses),
    scores: hashOf(scoreWindows(model, windows)),
    seconds: (performance.now() - started) / 1000,
  };
  model.dispose();
  return line;
}

/** The series detectors that train networks of their own, with what they are given of their config. */
const seriesTrainings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  paano: { iterations: 20, patchSize: 96 },
  'autoencoder-ensemble': {},
};

async function trainOnSeries(name: string): Promise<TrainedLine> {
  const started = performance.now();
  const config = seriesTrainings[name];
  const options = { seed: 0, profile: 'smoke', windows: smapMslProtocol, steps: true, config } as const;
  const { steps } = await findSeriesDetector(name).detector.score(wavePair(), options);
  if (!steps) throw new Error(`${name}: expected scores of steps, found none.`);
  return { name, scores: hashOf(steps.train, steps.test), seconds: (performance.now() - started) / 1000 };
}

function tensorflowProduct(): tf.Tensor {
  const [left, right] = [[128, 8192], [8192, 64]].map((shape) => tf.randomUniform(shape, -1, 1, 'float32', 1)); // prettier-ignore
  return tf.matMul(left, right);
}

async function main(names: readonly string[]): Promise<void> {
  await loadBackend();
  const line: ProductLine = { product: hashOf(tf.tidy(() => tensorflowProduct().dataSync())) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  for (const name of names.length > 0 ? names : [...Object.keys(trainings), ...Object.keys(seriesTrainings)]) {
    const line = name in seriesTrainings ? await trainOnSeries(name) : await train(name);
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}

void main(process.argv.slice(2));
