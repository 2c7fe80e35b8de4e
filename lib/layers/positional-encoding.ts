/** The positional encoding of transformers. */
import * as tf from '@tensorflow/tfjs';
import { requireSize } from './size-limit';

/**
 * Computes sines and cosines that distinguish the positions of a window (Vaswani et al. 2017, arXiv:1706.03762, section
 * 3.5): sin(t / 10000^(2i / features)) in column 2i, the cosine of the same in column 2i + 1.
 *
 * @returns A constant, [steps, features]; the caller disposes it.
 */
export function positionalEncoding(steps: number, features: number): tf.Tensor2D {
  requireSize('positional encoding', [steps, features]);
  const values = new Float32Array(steps * features);
  for (let t = 0; t < steps; t++) {
    for (let column = 0; column < features; column++) {
      const angle = t / 10000 ** ((column - (column % 2)) / features);
      values[t * features + column] = column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }
  }
  return tf.tensor2d(values, [steps, features]);
}
