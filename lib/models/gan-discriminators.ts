/** The second player: it tells data from what the generator makes; its features are part of the scores. */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../base/index';
import { Dense, dense, uniformParameter } from '../layers/index';
import { buildBody, LeakyDense, type Body, type NetworkSizes } from './gan-networks';

export class Discriminator {
  private readonly body: Body;
  private readonly head: Dense;

  constructor(sizes: NetworkSizes, random: Random) {
    this.body = buildBody(sizes, random);
    this.head = new Dense(this.body.outputs, 1, random);
  }

  get variables(): tf.Variable[] {
    return [...this.body.variables, ...this.head.variables];
  }

  /**
   * Computes f(x), the output of the last layer but one.
   *
   * @param x  [batch, windowSize * features]
   * @returns  [batch, units of that layer]
   */
  features(x: tf.Tensor2D): tf.Tensor2D {
    return this.body.apply(x);
  }

  /** Computes the logit of the probability that x is data, [batch, 1]. */
  logits(x: tf.Tensor2D): tf.Tensor2D {
    return this.head.apply(this.features(x));
  }
}

/**
 * A discriminator for the Wasserstein distance: its output is unbounded, and only differences count. So it has no last bias:
 * the bias's gradient would be rounding error, which Adam would enlarge to full steps.
 */
export class Critic {
  private readonly body: Body;
  /** [outputs of the body, 1] */
  private readonly head: tf.Variable<tf.Rank.R2>;

  constructor(sizes: NetworkSizes, random: Random) {
    this.body = buildBody(sizes, random);
    this.head = uniformParameter<tf.Rank.R2>([this.body.outputs, 1], 1 / Math.sqrt(this.body.outputs), random);
  }

  get variables(): tf.Variable[] {
    return [...this.body.variables, this.head];
  }

  /** Computes f(x), see {@link Discriminator.features}. */
  features(x: tf.Tensor2D): tf.Tensor2D {
    return this.body.apply(x);
  }

  /** Says how much x looks like data, [batch, 1]. */
  values(x: tf.Tensor2D): tf.Tensor2D {
    return dense(this.features(x), this.head, tf.zeros([1]));
  }
}

/** Tells pairs (x, E(x)) of data from pairs (G(z), z): x and z pass through a network each, then through one together. */
export class JointDiscriminator {
  private readonly ofWindow: Body;
  private readonly ofLatent: LeakyDense;
  private readonly joint: LeakyDense;
  private readonly head: Dense;

  constructor(
    private readonly sizes: NetworkSizes & { readonly jointUnits: number },
    random: Random,
  ) {
    const { latentDim, jointUnits } = sizes;
    this.ofWindow = buildBody(sizes, random);
    this.ofLatent = new LeakyDense(latentDim, jointUnits, random);
    this.joint = new LeakyDense(this.ofWindow.outputs + jointUnits, jointUnits, random);
    this.head = new Dense(jointUnits, 1, random);
  }

  get variables(): tf.Variable[] {
    return [this.ofWindow, this.ofLatent, this.joint, this.head].flatMap((part) => part.variables);
  }

  /**
   * Computes f(x, z), the output of the last layer but one.
   *
   * @param pairs  x followed by z: [batch, windowSize * features + latentDim].
   * @returns      [batch, jointUnits]
   */
  features(pairs: tf.Tensor2D): tf.Tensor2D {
    const { windowSize, features, latentDim } = this.sizes;
    const [x, z] = tf.split(pairs, [windowSize * features, latentDim], 1) as [tf.Tensor2D, tf.Tensor2D];
    return this.joint.apply(tf.concat2d([this.ofWindow.apply(x), this.ofLatent.apply(z)], 1));
  }

  /** Computes the logit of the probability that x is data and z its encoding, [batch, 1]. */
  logits(pairs: tf.Tensor2D): tf.Tensor2D {
    return this.head.apply(this.features(pairs));
  }
}
