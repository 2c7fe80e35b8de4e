/** Exercise 2 of the chapter: what the KL term does to the latent space of a VAE, by training with different weights of it. */
import * as tf from '@tensorflow/tfjs';
import { Random } from '../base/index';
import type { Windows } from '../data/index';
import { klDivergence } from '../layers/index';
import { rocAuc } from '../metrics/index';
import { Autoencoder, Vae, type VaeConfig } from '../models/index';
import { scoreWindows } from '../scoring/index';
import { fit, type FitData, type FitOptions } from '../training/index';

export interface KlRoleOptions {
  readonly windows: FitData & { readonly test: Windows };
  readonly hiddenUnits: VaeConfig['hiddenUnits'];
  readonly latentDim: number;
  readonly training: Pick<FitOptions, 'epochs'> & Partial<FitOptions>;
  readonly seed: number;
}

/** What latent spaces of models with and without KL can be compared by. */
export interface LatentSpace {
  /** ROC-AUC of the reconstruction error. */
  readonly errorRocAuc: number;
  /** ROC-AUC of the length of mu, the distance from the prior's centre. */
  readonly lengthRocAuc: number;
  /** Latent dimensions whose mu varies over the test windows: variance above 0.01. */
  readonly activeDims: number;
  /** Mean length of mu over normal test windows; draws from N(0, I) have about sqrt(latentDim). */
  readonly meanLength: number;
  /** Mean distance of what is decoded from N(0, I) to the nearest training window. */
  readonly generatedDistance: number;
  /** The same of what is decoded halfway between the codes of two normal test windows. */
  readonly halfwayDistance: number;
  /** Of the test windows, [count, latentDim]. */
  readonly mu: Float32Array;
}

export interface VaeSpace extends LatentSpace {
  readonly beta: number;
  /** ROC-AUC of error + KL, the chapter's score. */
  readonly bothRocAuc: number;
  /** Mean over the test windows, in nats. */
  readonly kl: number;
}

/** Windows decoded for a distance. */
const DECODED = 100;
/** Of mu's variance: Burda, Grosse & Salakhutdinov 2016, arXiv:1509.00519, section 5.2. */
const ACTIVE_VARIANCE = 0.01;

/** Pixels as probabilities, as in the chapter. */
const images = { reconstruction: 'bce', outputActivation: 'sigmoid' } as const;

/** Trains a VAE with this weight of the KL term; 0 leaves it out. */
export async function vaeSpace(beta: number, options: KlRoleOptions): Promise<VaeSpace> {
  const { windows, hiddenUnits, latentDim, training, seed } = options;
  const { windowSize, features } = windows.train;
  const model = new Vae({ windowSize, features, hiddenUnits, latentDim, beta, seed, ...images });
  try {
    await fit(model, windows, { ...training, seed });
    const [mu, kl] = tf.tidy(() => {
      const code = model.encode(toTensor(windows.test));
      return [code.mu.dataSync(), klDivergence(code.mu, code.logVar).dataSync()] as [Float32Array, Float32Array];
    });
    const errors = scoreWindows(model, windows.test);
    const both = errors.map((error, i) => error + kl[i]);
    const decode = (z: tf.Tensor2D) => model.decode(z);
    return {
      beta,
      ...describeSpace({ errors, mu, decode }, options),
      bothRocAuc: rocAuc(both, windows.test.labels),
      kl: kl.reduce((sum, value) => sum + value, 0) / kl.length,
    };
  } finally {
    model.dispose();
  }
}

/** The same of an autoencoder of the same sizes: no KL term and no noise. */
export async function autoencoderSpace(options: KlRoleOptions): Promise<LatentSpace> {
  const { windows, hiddenUnits, latentDim, training, seed } = options;
  const { windowSize, features } = windows.train;
  const sizes = { windowSize, features, hiddenUnits, latentDim, seed };
  const model = new Autoencoder({ ...sizes, ...images, latentActivation: 'linear' });
  try {
    await fit(model, windows, { ...training, seed });
    const mu = tf.tidy(() => model.encode(toTensor(windows.test)).dataSync<'float32'>());
    const errors = scoreWindows(model, windows.test);
    return describeSpace({ errors, mu, decode: (z) => model.decode(z) }, options);
  } finally {
    model.dispose();
  }
}

interface Coded {
  readonly errors: Float32Array;
  readonly mu: Float32Array;
  readonly decode: (z: tf.Tensor2D) => tf.Tensor3D;
}

function describeSpace({ errors, mu, decode }: Coded, { windows, latentDim, seed }: KlRoleOptions): LatentSpace {
  const { labels, count } = windows.test;
  const lengths = Float64Array.from({ length: count }, (_, i) =>
    Math.hypot(...mu.subarray(i * latentDim, (i + 1) * latentDim)),
  );
  const normal = Array.from(lengths.keys()).filter((i) => labels[i] === 0);
  const random = new Random(seed).fork('latent space');
  const drawn = Float32Array.from({ length: DECODED * latentDim }, () => random.normal());
  const halfway = new Float32Array(DECODED * latentDim);
  for (let k = 0; k < DECODED; k++) {
    const [a, b] = [normal[random.integer(normal.length)], normal[random.integer(normal.length)]];
    for (let j = 0; j < latentDim; j++) {
      halfway[k * latentDim + j] = (mu[a * latentDim + j] + mu[b * latentDim + j]) / 2;
    }
  }
  const distance = (z: Float32Array) =>
    tf.tidy(() => nearestDistance(decode(tf.tensor2d(z, [DECODED, latentDim])), windows.train));
  return {
    errorRocAuc: rocAuc(errors, labels),
    lengthRocAuc: rocAuc(lengths, labels),
    activeDims: Array.from({ length: latentDim }, (_, j) => varianceOf(mu, latentDim, j)).filter(
      (variance) => variance > ACTIVE_VARIANCE,
    ).length,
    meanLength: normal.reduce((sum, i) => sum + lengths[i], 0) / normal.length,
    generatedDistance: distance(drawn),
    halfwayDistance: distance(halfway),
    mu,
  };
}

/** The mean Euclidean distance from each made window to the nearest of the given ones. */
function nearestDistance(made: tf.Tensor3D, { values, count, windowSize, features }: Windows): number {
  const width = windowSize * features;
  const [a, b] = [made.reshape([-1, width]) as tf.Tensor2D, tf.tensor2d(values, [count, width])];
  const squares = (rows: tf.Tensor2D) => rows.square().sum(1);
  const distances = squares(a)
    .expandDims(1)
    .sub(a.matMul(b, false, true).mul(2))
    .add(squares(b)); // [made, count]
  return distances.min(1).relu().sqrt().mean().dataSync()[0]; // relu: rounding may fall below zero
}

function varianceOf(rows: Float32Array, width: number, column: number): number {
  const values = rows.filter((_, i) => i % width === column);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

const toTensor = ({ values, count, windowSize, features }: Windows): tf.Tensor3D =>
  tf.tensor3d(values, [count, windowSize, features]);
