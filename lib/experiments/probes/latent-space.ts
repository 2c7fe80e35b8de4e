/** The latent space of a VAE or an autoencoder: how far its codes spread, and what lies between them. */
import * as tf from '@tensorflow/tfjs';
import { mean, Random, variance } from '../../base/index';
import type { Windows } from '../../data/index';
import { klDivergence } from '../../layers/index';
import { rocAuc } from '../../metrics/index';
import { Autoencoder, Vae } from '../../models/index';
import { scoreWindows } from '../../scoring/index';
import { windowTensor } from '../../training/index';
import { drawLikeCodes } from './code-distribution';
import { windowDetector, type Probe } from './probe';

/** What latent spaces of models with and without KL can be compared by. */
export interface LatentSpace {
  readonly latentDim: number;
  /** ROC-AUC of the score, which is the reconstruction error where `scoreBeta` is 0. */
  readonly errorRocAuc: number;
  /** ROC-AUC of the length of mu, the distance from the prior's centre. */
  readonly lengthRocAuc: number;
  /** Latent dimensions whose mu varies over the test windows: variance above 0.01. */
  readonly activeDims: number;
  /** Mean length of mu over normal test windows; draws from N(0, I) have about sqrt(latentDim). */
  readonly meanLength: number;
  /** Mean distance from what is decoded from draws of N(0, I) to the nearest training window. */
  readonly generatedDistance: number;
  /** The same for draws from the normal distribution that has the mean and covariance of the training windows' codes. */
  readonly ownDistance: number;
  /** The same for what is decoded halfway between the codes of two normal test windows. */
  readonly halfwayDistance: number;
  /** Codes of the test windows, of a VAE their means, [count, latentDim]. */
  readonly mu: readonly number[];
  /** Of a VAE alone. */
  readonly vae?: {
    /** ROC-AUC of error + beta KL, the chapter's score, with the beta that it was trained with. */
    readonly bothRocAuc: number;
    /** Mean KL divergence over the test windows, in nats. */
    readonly kl: number;
  };
}

/** Windows that are decoded for a mean distance. */
const DECODED = 100;
/** Smallest variance of mu in a dimension in use: Burda, Grosse & Salakhutdinov 2016, arXiv:1509.00519, section 5.2. */
const ACTIVE_VARIANCE = 0.01;

/** Looks at the latent space of a `vae` or an `autoencoder`. */
export const probeLatentSpace: Probe = (input): LatentSpace => {
  const { detector: model, windows } = windowDetector('latent-space', input);
  const { train, test } = windows;
  if (!(model instanceof Vae || model instanceof Autoencoder)) {
    throw new Error(`Probe latent-space: expected a vae or an autoencoder, found ${model.name}.`);
  }
  const { mu, kl } = encode(model, test);
  const trained = encode(model, train).mu;
  const scores = scoreWindows(model, test);
  const beta = model instanceof Vae ? model.config.beta : 0;
  return {
    ...describeSpace({ model, mu, trained }, { train, test, seed: input.seed }),
    errorRocAuc: rocAuc(scores, test.labels),
    mu: Array.from(mu),
    ...(kl && {
      vae: {
        bothRocAuc: rocAuc(
          scores.map((score, i) => score + beta * kl[i]),
          test.labels,
        ),
        kl: mean(kl),
      },
    }),
  };
};

/** Computes the codes [count, latentDim], and of a VAE the KL divergence of each window. */
function encode(model: Vae | Autoencoder, windows: Windows): { readonly mu: Float32Array; readonly kl?: Float32Array } {
  return tf.tidy(() => {
    const x = windowTensor(windows);
    if (model instanceof Autoencoder) return { mu: model.encode(x).dataSync<'float32'>() };
    const { mu, logVar } = model.encode(x);
    return { mu: mu.dataSync<'float32'>(), kl: klDivergence(mu, logVar).dataSync<'float32'>() };
  });
}

/** A model with the codes of the test windows and of those that it was trained on, [count, latentDim]. */
interface Encoded {
  readonly model: Vae | Autoencoder;
  readonly mu: Float32Array;
  readonly trained: Float32Array;
}

function describeSpace(
  { model, mu, trained }: Encoded,
  { train, test, seed }: { readonly train: Windows; readonly test: Windows; readonly seed: number },
) {
  const { latentDim } = model.config;
  const { labels, count } = test;
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
  const alike = drawLikeCodes(trained, { latentDim, draws: DECODED, random: random.fork('own codes') });
  const distance = (z: Float32Array) =>
    tf.tidy(() => nearestDistance(model.decode(tf.tensor2d(z, [DECODED, latentDim])), train));
  return {
    latentDim,
    lengthRocAuc: rocAuc(lengths, labels),
    activeDims: Array.from({ length: latentDim }, (_, j) => variance(mu.filter((_, i) => i % latentDim === j))).filter(
      (each) => each > ACTIVE_VARIANCE,
    ).length,
    meanLength: mean(normal.map((i) => lengths[i])),
    generatedDistance: distance(drawn),
    ownDistance: distance(alike),
    halfwayDistance: distance(halfway),
  };
}

/** Computes the mean Euclidean distance from each made window to the nearest of the given ones. */
function nearestDistance(made: tf.Tensor3D, { values, count, windowSize, features }: Windows): number {
  const width = windowSize * features;
  const [a, b] = [made.reshape<tf.Tensor2D>([-1, width]), tf.tensor2d(values, [count, width])];
  const squares = (rows: tf.Tensor2D) => rows.square().sum(1);
  const distances = squares(a)
    .expandDims(1)
    .sub(a.matMul(b, false, true).mul(2))
    .add(squares(b)); // [made, count]
  return distances.min(1).relu().sqrt().mean().dataSync()[0]; // relu: rounding may fall below zero
}
