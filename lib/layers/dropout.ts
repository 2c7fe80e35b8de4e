/** Dropout. */
import * as tf from '@tensorflow/tfjs';
import { Noise } from '../runtime/index';

/**
 * Dropout (Srivastava et al. 2014, JMLR 15, section 4), inverted as in today's frameworks: each value is set to zero
 * with probability `rate`, and the others are divided by 1 - rate, so that scoring needs no scaling.
 *
 * The mask is drawn from the layer's own {@link Noise}, so that it differs at every step of a captured graph.
 */
export class Dropout {
  private readonly noise: Noise;

  /**
   * @param rate  In [0, 1); with 0 nothing is dropped.
   * @param seed  Determines the masks.
   * @throws      If the rate is not in [0, 1).
   */
  constructor(
    readonly rate: number,
    seed: number,
  ) {
    if (!(rate >= 0 && rate < 1)) throw new Error(`dropout: expected a rate in [0, 1); found ${rate}.`);
    this.noise = new Noise(seed);
  }

  /**
   * Drops values. Call it in training only.
   *
   * @param x  Any shape.
   * @returns  The same shape.
   */
  apply<T extends tf.Tensor>(x: T): T {
    if (this.rate === 0) return x;
    return tf.tidy(() => {
      const kept = this.noise.uniform<tf.Rank>(x.shape).greaterEqual(this.rate);
      return x.mul<T>(kept.toFloat().div(1 - this.rate));
    });
  }

  dispose(): void {
    this.noise.dispose();
  }
}
