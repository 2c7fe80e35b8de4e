/** Trainable parameters and their initial values. */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../base/index';
import { countParameter } from './size-limit';

/**
 * Makes a trainable variable, drawn from U(-bound, bound).
 *
 * @param bound  1 / sqrt(fan-in) in most layers (1 / sqrt(hidden) in an LSTM), for weights and biases: PyTorch's
 *               default, so that results can be compared with it. A layer with another bound says so.
 * @throws {DataError} If it has too many values: see {@link countParameter}.
 */
export function uniformParameter<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  bound: number,
  random: Random,
): tf.Variable<R> {
  const counted = countParameter<R>(shape);
  if (counted) return counted;
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.uniform(-bound, bound));
  return tf.tidy<tf.Variable<R>>(() => tf.variable(tf.tensor<R>(values, shape)));
}
