/** The token embedding of the Anomaly Transformer. */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../base/index';
import { dense } from './dense';
import { uniformParameter } from './parameter';

/**
 * Embeds each step together with its two neighbours; the window's ends are neighbours. This is a convolution over three
 * steps with circular padding and without bias, as one product. Source: thuml/Anomaly-Transformer.
 */
export class TokenEmbedding {
  /** The rows for the previous, the own and the next step, [3 * features, outputs]. */
  readonly kernel: tf.Variable<tf.Rank.R2>;

  constructor(features: number, outputs: number, random: Random) {
    // The variance of He et al. 2015, 2 / fan-in, as in that implementation.
    this.kernel = uniformParameter<tf.Rank.R2>([3 * features, outputs], Math.sqrt(6 / (3 * features)), random);
  }

  get variables(): tf.Variable[] {
    return [this.kernel];
  }

  /**
   * Applies the embedding.
   *
   * @param x  [batch, window, features]
   * @returns  [batch, window, outputs]
   */
  apply(x: tf.Tensor3D): tf.Tensor3D {
    const [batch, window] = x.shape;
    const circle = tf.concat([x.slice([0, window - 1, 0], [-1, 1, -1]), x, x.slice([0, 0, 0], [-1, 1, -1])], 1);
    const shifted = [0, 1, 2].map((start) => circle.slice([0, start, 0], [-1, window, -1]));
    const rows = tf.concat(shifted, 2).reshape<tf.Tensor2D>([batch * window, this.kernel.shape[0]]);
    const outputs = this.kernel.shape[1];
    return dense(rows, this.kernel, tf.zeros([outputs])).reshape([batch, window, outputs]);
  }
}
