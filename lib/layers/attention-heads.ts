/** Splits a wide projection into attention heads, and merges heads. */
import * as tf from '@tensorflow/tfjs';

/**
 * Splits a projection into its parts (such as query, key and value) and each part into heads, in one transposition.
 *
 * @param projection  [batch, window, parts * heads * depth], parts outermost, as if their kernels lay side by side.
 * @returns           One tensor per part, [batch, heads, window, depth].
 * @throws            If the last axis is not a multiple of parts * heads.
 */
export function splitHeads(projection: tf.Tensor3D, heads: number, parts = 1): tf.Tensor4D[] {
  const [batch, window, width] = projection.shape;
  const depth = width / (parts * heads);
  if (!Number.isInteger(depth)) {
    throw new Error(`splitHeads: expected a width that ${parts} parts of ${heads} heads divide; found ${width}.`);
  }
  const cut = projection.reshape<tf.Tensor5D>([batch, window, parts, heads, depth]);
  return tf.unstack(cut.transpose([2, 0, 3, 1, 4])) as tf.Tensor4D[];
}

/**
 * Puts the outputs of the heads side by side.
 *
 * @param x  [batch, heads, window, depth]
 * @returns  [batch, window, heads * depth]
 */
export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, window, depth] = x.shape;
  return x.transpose([0, 2, 1, 3]).reshape([batch, window, heads * depth]);
}
