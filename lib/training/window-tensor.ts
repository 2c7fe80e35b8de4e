/** Windows as the tensor that detectors take. */
import * as tf from '@tensorflow/tfjs';
import type { Windows } from '../data/index';
import { requireBackend } from '../runtime/index';

/** Copies windows to a tensor, [count, windowSize, features]; the caller disposes it. */
export function windowTensor({ values, count, windowSize, features }: Windows): tf.Tensor3D {
  requireBackend();
  return tf.tensor3d(values, [count, windowSize, features]);
}
