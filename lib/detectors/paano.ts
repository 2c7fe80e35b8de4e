/**
 * PaAno (Park & Kang 2026, ICLR, arXiv:2602.01359) as a series detector: short patches of the scored features are embedded
 * (lib/models/patch-encoder.ts); a memory bank holds the embeddings of a tenth of the training patches; a patch's score is its mean
 * distance to the three nearest of them, a step's the mean over the patches that cover it.
 *
 * Where its repository (jinnnju/PaAno) and this differ: Adam without weight decay, the last weights instead of those of the lowest
 * loss of a batch, k-means by Lloyd's iterations, and distances between embeddings of length one.
 */
import * as tf from '@tensorflow/tfjs';
import { positiveSize, Random, type Check, type Rows } from '../base/index';
import { pointScores, slidingWindows, type Series, type Windows } from '../data/index';
import { lloyd, seedCenters } from '../models/baselines/clustering';
import { nearestRow } from '../models/baselines/distance';
import { layerSizes, requireSettings, type Checks } from '../models/config-checks';
import { parameterCount, PatchEncoder, type ByProfile, type PatchBatch } from '../models/index';
import { turn } from '../runtime/index';
import { pooledDistances, type ScorePair } from '../scoring/index';
import { Adam } from '../training/index';
import { normalPair, scoredSeries, sizeFor } from './scored-series';
import type { ScoreOptions, SeriesDetector, SeriesPair, SeriesScores } from './series-detector';
import { smoothPair } from './smooth-pair';

export interface PaAnoConfig {
  /** Steps of a patch. The paper: 64 for one feature, 96 for several. */
  readonly patchSize: number;
  /** Steps from one patch to the next. The paper: 1. */
  readonly stride: number;
  /** Channels after each of the four convolutions. The paper: 128, 256, 128, 64. */
  readonly channels: readonly number[];
  /** The paper: 256. */
  readonly projectionDim: number;
  /** Batches of training. The paper: 200. */
  readonly iterations: number;
  /** Patches in a batch. The paper: 512. */
  readonly batchSize: number;
  /** Falls to a tenth along a cosine. The paper: 1e-4. */
  readonly learningRate: number;
  /** Steps of a centred average of the scores; 1, the paper's, is none. */
  readonly context: number;
}

/** The paper's, for one feature. */
export const defaultPaAnoConfig: PaAnoConfig = {
  patchSize: 64,
  stride: 1,
  channels: [128, 256, 128, 64],
  projectionDim: 256,
  iterations: 200,
  batchSize: 512,
  learningRate: 1e-4,
  context: 1,
};

/** Smaller than the paper's, where that takes minutes a channel on a core. */
const sizes: ByProfile<Partial<PaAnoConfig>> = {
  smoke: { channels: [8, 8, 8, 8], projectionDim: 16, iterations: 5, batchSize: 16, stride: 8 },
  quick: {},
  full: {},
};

const fourLayers: Check = {
  expected: `${layerSizes.expected}, four of them`,
  holds: (value) => layerSizes.holds(value) && (value as readonly number[]).length === 4,
};

const rate: Check = { expected: 'a number above 0', holds: (value) => Number.isFinite(value) && (value as number) > 0 };

const checks: Checks<PaAnoConfig> = {
  patchSize: positiveSize,
  stride: positiveSize,
  channels: fourLayers,
  projectionDim: positiveSize,
  iterations: positiveSize,
  batchSize: { expected: 'a whole number of at least 2', holds: (value) => positiveSize.holds(value) && value !== 1 },
  learningRate: rate,
  context: positiveSize,
};

/** Steps in the kernels of the four convolutions. */
const KERNELS = [7, 5, 3, 3];
/** Patches at most so far away are held to be alike. */
const RADIUS = 2;
/** Anchors that each anchor is told apart from in the pretext task. */
const OTHERS = 5;
/** Share of the training patches in the bank, at least so many, and how many of them a patch is compared with. */
const [BANK_SHARE, SMALLEST_BANK, NEAREST] = [0.1, 500, 3];
/** Lloyd's iterations: the bank needs no settled centres. */
const LLOYD = 5;

/** PaAno as a series detector. Steps of the training series that are labelled anomalous are left out. */
export const paAno: SeriesDetector = {
  score: async (pair, options) => patchScores(normalPair(pair), configOf(options), options),
  check: (pair, options) => {
    const config = configOf(options);
    const { train, targets } = normalPair(pair);
    encoderOf(scoredSeries(train, targets), config, options.seed).dispose();
  },
};

function configOf({ config, profile }: Pick<ScoreOptions, 'config' | 'profile'>): PaAnoConfig {
  return requireSettings(
    'paano',
    { ...defaultPaAnoConfig, ...sizes[profile], ...(config as Partial<PaAnoConfig>) },
    checks,
  );
}

function encoderOf({ features }: Series, { channels, projectionDim }: PaAnoConfig, seed: number): PatchEncoder {
  return new PatchEncoder({ features, channels, kernelSizes: KERNELS, projectionDim, seed });
}

async function patchScores(
  { train, test, targets }: SeriesPair,
  config: PaAnoConfig,
  { seed, signal }: ScoreOptions,
): Promise<SeriesScores> {
  const series = [scoredSeries(train, targets), scoredSeries(test, targets)];
  const windowSize = Math.min(sizeFor(series[0], config.patchSize), test.length);
  const encoder = encoderOf(series[0], config, seed);
  try {
    const cut = (stride: number) => series.map((each) => slidingWindows(each, { windowSize, stride }));
    const [all] = cut(1);
    await trainEncoder(encoder, all, config, { seed, signal });
    const [ofTrain, ofTest] = cut(config.stride);
    const [rows, judged] = [await embed(encoder, ofTrain, signal), await embed(encoder, ofTest, signal)];
    const bank = coreSet(rows, new Random(seed).fork('paano, bank'));
    const shares = [Math.min(1 - 1e-9, NEAREST / bank.count)]; // of a smaller bank, all
    const distances = (of: Rows) =>
      pooledDistances(bank, of, { shares, compareWith: 'training', maxPool: bank.count })[0].test;
    const steps: ScorePair = {
      train: pointScores(distances(rows), ofTrain, train.length),
      test: pointScores(distances(judged), ofTest, test.length),
    };
    return { steps: smoothPair(steps, config.context), parameters: parameterCount(encoder) };
  } finally {
    encoder.dispose();
  }
}

/**
 * Descends the loss on batches of patches, drawn for each, every one with a neighbour and what lies before it. Turns the event
 * loop before each, and ends once it is aborted.
 */
async function trainEncoder(
  encoder: PatchEncoder,
  patches: Windows,
  { iterations, batchSize, learningRate }: PaAnoConfig,
  { seed, signal }: Pick<ScoreOptions, 'seed' | 'signal'>,
): Promise<void> {
  const variables = encoder.variables.filter(({ trainable }) => trainable);
  const adam = new Adam(variables, { learningRate });
  const random = new Random(seed).fork('paano, batches');
  try {
    for (let i = 1; i <= iterations; i++) {
      await turn();
      if (signal?.aborted) break;
      adam.setLearningRate(learningRate * (0.1 + 0.45 * (1 + Math.cos((Math.PI * i) / iterations))));
      const pretextWeight = Math.max(0, 1 - i / (iterations / 10));
      tf.tidy(() => {
        const batch = drawBatch(patches, { size: Math.min(batchSize, patches.count), pretextWeight, random });
        const { grads } = tf.variableGrads(() => encoder.loss(batch), variables);
        // Without the pretext loss its layer has no gradient.
        adam.apply(variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable)));
      });
    }
  } finally {
    adam.dispose();
  }
}

/** Draws anchors, a neighbour of each, the patch before each, and other anchors to tell them from. */
function drawBatch(
  patches: Windows,
  { size, pretextWeight, random }: { size: number; pretextWeight: number; random: Random },
): PatchBatch {
  const { count, windowSize, features } = patches;
  const anchors = Array.from(random.permutation(count).subarray(0, size));
  const near = anchors.map((place) => {
    const offsets = [-RADIUS, -1, 1, RADIUS].map((offset) => place + offset).filter((at) => at >= 0 && at < count);
    return offsets.length > 0 ? offsets[random.integer(offsets.length)] : place;
  });
  const before = anchors.map((place) => Math.max(0, place - windowSize));
  const preceded = anchors.flatMap((place, i) => (place >= windowSize ? [i] : []));
  const others = anchors.flatMap((_, i) =>
    Array.from({ length: OTHERS }, () => (size > 1 ? (i + 1 + random.integer(size - 1)) % size : 0)),
  );
  const places = [...anchors, ...near, ...(pretextWeight > 0 ? before : [])];
  const width = windowSize * features;
  const values = new Float32Array(places.length * width);
  places.forEach((place, i) => values.set(patches.values.subarray(place * width, (place + 1) * width), i * width));
  const tensor = tf.tensor3d(values, [places.length, windowSize, features]);
  return { patches: tensor, anchors: size, preceded, others, pretextWeight };
}

/** Patches in one call. */
const BATCH = 512;

/** Gives the embeddings, of length one. Once aborted, the rest are zeros, which nobody reads. */
async function embed(
  encoder: PatchEncoder,
  { values, count, windowSize, features }: Windows,
  signal: AbortSignal | undefined,
): Promise<Rows> {
  const [width, patch] = [encoder.outputs, windowSize * features];
  const rows = new Float64Array(count * width);
  for (let start = 0; start < count; start += BATCH) {
    await turn();
    if (signal?.aborted) break;
    const end = Math.min(count, start + BATCH);
    const found = tf.tidy(() => {
      const batch = tf.tensor3d(values.subarray(start * patch, end * patch), [end - start, windowSize, features]);
      const h = encoder.embed(batch, false);
      return h.div(tf.maximum(h.square().sum(1, true).sqrt(), 1e-12)).dataSync();
    });
    rows.set(found, start * width);
  }
  return { values: rows, count, width };
}

/** Gives the rows nearest to the centres of k-means. */
function coreSet(rows: Rows, random: Random): Rows {
  const { count, width, values } = rows;
  const wanted = Math.max(Math.min(SMALLEST_BANK, count - 1), Math.round(BANK_SHARE * count));
  if (wanted < 1 || wanted >= count) return rows;
  const { centers, k } = lloyd(rows, seedCenters(rows, wanted, random), LLOYD);
  const bank = new Float64Array(k * width);
  for (let c = 0; c < k; c++) {
    const { index } = nearestRow(centers.subarray(c * width, (c + 1) * width), { values, count });
    bank.set(values.subarray(index * width, (index + 1) * width), c * width);
  }
  return { values: bank, count: k, width };
}
