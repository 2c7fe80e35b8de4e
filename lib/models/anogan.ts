/**
 * AnoGAN (Schlegl, Seeboeck, Waldstein, Schmidt-Erfurth & Langs 2017, arXiv:1703.05921): a generative adversarial network
 * learns what normal windows look like. A window's score is its distance to the most similar window that G can make.
 *
 *   A(x) = (1 - lambda) R(z*) + lambda D(z*)     z* = the end of a search by gradient descent on the same sum
 *   R(z) = mean |x - G(z)|                       D(z) = mean |f(x) - f(G(z))|, with f the discriminator's inner layer
 *
 * R and D are means, as in the chapter; the paper sums. Squares instead of magnitudes are an option. The search moves
 * neither G nor D.
 *
 * What keeps the game stable: the non-saturating loss; Adam with beta1 = 0.5 for both players (Radford, Metz & Chintala
 * 2016, arXiv:1511.06434), because their gradients change sign too often for a long memory; one-sided label smoothing; and a
 * penalty on the discriminator's slope at data (R1 of Mescheder, Geiger & Nowozin 2018, arXiv:1801.04406), without which
 * the players circle each other and D learns a few hundred windows by heart. There is no batch normalisation: a window's
 * score must not depend on its neighbours in a batch.
 */
import * as tf from '@tensorflow/tfjs';
import { faultOf, fromZero, fromZeroToOne, oneOf, wholeNumber } from '../base/index';
import { requireConfig, type ConfigChecks } from './config-checks';
import type { TrainingPhase, TrainingStage } from './detector';
import { defaultGanConfig, GanDetector, ganChecks, smallGanSizes, type GanConfig } from './gan-detector';
import { Discriminator } from './gan-discriminators';
import { deceptionLoss, discriminatorLoss, meanDistances, squaredSlopes, type DistanceMeasure } from './gan-objectives';
import { searchLatent, type SearchProblem } from './latent-search';

export interface AnoGanConfig extends GanConfig {
  /** The discriminator's target for data. Salimans et al. 2016: a little less than 1. */
  readonly realTarget: number;
  /** Weight of the mean squared slope: gamma / 2 in Mescheder et al. */
  readonly slopeWeight: number;
  /** Steps of the search. The paper and the chapter: 500. */
  readonly searchSteps: number;
  /** Adam's rate in the search. The chapter: 0.01. */
  readonly searchRate: number;
  /** lambda. The paper and the chapter: 0.1. */
  readonly discriminationWeight: number;
  /** What R and D average. The paper and the chapter: `absolute`. */
  readonly distance: DistanceMeasure;
}

/** The chapter's networks, latent size, search and weight. */
export const defaultAnoGanConfig: AnoGanConfig = {
  ...defaultGanConfig,
  realTarget: 0.9,
  slopeWeight: 0.5,
  searchSteps: 500,
  searchRate: 0.01,
  discriminationWeight: 0.1,
  distance: 'absolute',
};

/** Trains on a digit of MNIST in minutes on two cores; the search takes a fifth of the steps, each five times as long. */
export const smallAnoGanConfig: AnoGanConfig = {
  ...defaultAnoGanConfig,
  ...smallGanSizes,
  searchSteps: 100,
  searchRate: 0.05,
};

/**
 * For a few hundred images and 60 epochs, with which the chapter's setting falls behind principal components. Chosen on
 * MNIST's digits 3, 5 and 8: mean ROC-AUC .93; the residual with two layers has .85. One hidden layer learns faster; squares
 * detect more, as they do for components and autoencoders; the features detect less than the residual; and 20 steps of
 * search detect more than 200 (.92).
 */
export const shallowAnoGanConfig: AnoGanConfig = {
  ...smallAnoGanConfig,
  hiddenUnits: [256],
  searchSteps: 20,
  discriminationWeight: 0,
  distance: 'squared',
};

const checks: ConfigChecks<AnoGanConfig> = {
  ...ganChecks,
  realTarget: fromZeroToOne,
  slopeWeight: fromZero,
  searchSteps: wholeNumber(0),
  searchRate: fromZero,
  discriminationWeight: fromZeroToOne,
  distance: oneOf('absolute', 'squared'),
};

/** The most similar windows, and how the search came to them. */
export interface LatentSearch {
  /** G(z*), [batch, windowSize, features]. */
  readonly reconstructions: tf.Tensor3D;
  /** z*, [batch, latentDim]. */
  readonly z: tf.Tensor2D;
  /** R before each step and, last, at z*: [steps + 1, batch]. */
  readonly residual: tf.Tensor2D;
  /** D in the same way. */
  readonly discrimination: tf.Tensor2D;
}

/** Windows searched for at once, always this many: the last digits of a sum change with the size of a product. */
const SEARCH_ROWS = 64;
/** Recording and loading a graph takes as long as about fifty eager steps. */
const CAPTURE_FROM_STEPS = 50;

export class AnoGan extends GanDetector<AnoGanConfig> {
  private readonly discriminator: Discriminator;

  /** @throws If a setting is out of range. */
  constructor(config: Partial<AnoGanConfig> = {}) {
    super('anogan', requireConfig('anogan', { ...defaultAnoGanConfig, ...config }, checks));
    this.discriminator = new Discriminator(this.config, this.random);
  }

  get variables(): tf.Variable[] {
    return [...this.generator.variables, ...this.discriminator.variables];
  }

  get stages(): TrainingStage[] {
    const adam = { learningRate: this.config.learningRate, beta1: 0.5 };
    const discriminator: TrainingPhase = {
      name: 'discriminator',
      variables: this.discriminator.variables,
      adam,
      loss: (batch) => this.discriminatorLoss(batch),
    };
    const generator: TrainingPhase = {
      name: 'generator',
      variables: this.generator.variables,
      adam,
      loss: (batch) => this.generatorLoss(batch.shape[0]),
    };
    return [{ name: 'adversarial', share: 1, phases: [discriminator, generator] }];
  }

  discriminatorLoss(batch: tf.Tensor3D): tf.Scalar {
    return tf.tidy(() => {
      const x = this.toRows(batch);
      const made = this.generateRows(this.drawLatent(x.shape[0]));
      const logits = (rows: tf.Tensor2D) => this.discriminator.logits(rows);
      const { realTarget, slopeWeight } = this.config;
      const slopes = squaredSlopes(logits, x).mean().mul(slopeWeight);
      return discriminatorLoss(logits(x), logits(made), realTarget).add(slopes);
    });
  }

  /** @param count  Windows to make. */
  generatorLoss(count: number): tf.Scalar {
    return tf.tidy(() => deceptionLoss(this.discriminator.logits(this.generateRows(this.drawLatent(count)))));
  }

  /**
   * Searches for each window's z*.
   *
   * @param windows  [batch, windowSize, features]
   * @param options  `steps` is by default the config's.
   * @returns        The caller disposes its tensors.
   * @throws If the windows are not of the config's size, or `steps` is not a whole number of at least 0.
   */
  search(windows: tf.Tensor3D, { steps = this.config.searchSteps }: { steps?: number } = {}): LatentSearch {
    const fault = faultOf('steps', steps, wholeNumber(0));
    if (fault !== undefined) throw new Error(`anogan: ${fault}.`);
    return tf.tidy(() => {
      const rows = this.toRows(windows);
      const count = rows.shape[0];
      const parts = [];
      for (let start = 0; start < count; start += SEARCH_ROWS) {
        const size = Math.min(SEARCH_ROWS, count - start);
        parts.push(this.searchRows(rows.slice(start, size), steps));
      }
      const z = tf.concat(parts.map((part) => part.z)); // [batch, latentDim]
      const distances = tf.concat3d(
        parts.map((part) => part.distances),
        2,
      ); // [steps + 1, 2, batch]
      const [residual, discrimination] = tf.unstack(distances, 1) as [tf.Tensor2D, tf.Tensor2D];
      return { reconstructions: this.generate(z), z, residual, discrimination };
    });
  }

  reconstruct(windows: tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() => this.search(windows).reconstructions);
  }

  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    return tf.tidy(() => {
      const { searchSteps, discriminationWeight } = this.config;
      const { residual, discrimination } = this.search(windows);
      const [r, d] = [residual, discrimination].map((distances) => distances.gather(searchSteps)); // at z*
      return r.mul(1 - discriminationWeight).add<tf.Tensor1D>(d.mul(discriminationWeight));
    });
  }

  private searchRows(rows: tf.Tensor2D, steps: number) {
    const count = rows.shape[0];
    const { searchRate: learningRate, discriminationWeight: lambda, distance } = this.config;
    const meanDistance = meanDistances[distance];
    const filled = tf.pad2d(rows, [
      [0, SEARCH_ROWS - count],
      [0, 0],
    ]);
    const problem: SearchProblem = {
      target: filled,
      targetFeatures: this.discriminator.features(filled),
      latentDim: this.config.latentDim,
      weights: [1 - lambda, lambda],
      distances: (z, x, features) => {
        const found = this.generateRows(z);
        const inner = this.discriminator.features(found);
        return tf.stack([meanDistance(x, found), meanDistance(features, inner)]) as tf.Tensor2D;
      },
    };
    const options = { name: this.name, steps, learningRate, capture: steps >= CAPTURE_FROM_STEPS };
    const { z, distances } = searchLatent(problem, options);
    return { z: z.slice(0, count), distances: distances.slice([0, 0, 0], [-1, -1, count]) };
  }
}
