/** Anomaly attention (Xu et al. 2022, arXiv:2110.02642, section 3.1, equations 2 and 3). */
import * as tf from '@tensorflow/tfjs';
import { gaussianPrior } from './gaussian-prior';

export interface AnomalyAttention {
  /** What is attended to, weighted: series times value, [batch, heads, window, depth]. */
  readonly output: tf.Tensor4D;
  /** The series association softmax(query key^T / sqrt(depth)), [batch, heads, window, window]; its rows sum to one. */
  readonly series: tf.Tensor4D;
  /** The prior association, [batch, heads, window, window]; its rows do not sum to one (see {@link gaussianPrior}). */
  readonly prior: tf.Tensor4D;
}

/**
 * Attention among the steps of a window, beside the attention that distance alone would give.
 *
 * @param query  [batch, heads, window, depth], like key and value.
 * @param sigma  The raw projection that the prior's widths come from, [batch, heads, window].
 * @throws       If the shapes do not fit together; the message gives them.
 */
export function anomalyAttention(
  query: tf.Tensor4D,
  key: tf.Tensor4D,
  value: tf.Tensor4D,
  sigma: tf.Tensor3D,
): AnomalyAttention {
  const fits =
    query.rank === 4 &&
    [key, value].every(({ shape }) => tf.util.arraysEqual(shape, query.shape)) &&
    tf.util.arraysEqual(sigma.shape, query.shape.slice(0, 3));
  if (!fits) {
    const found = [query, key, value, sigma].map((t) => `[${t.shape.join(', ')}]`).join(', ');
    const expected = 'query, key, value [batch, heads, window, depth] and sigma [batch, heads, window]';
    throw new Error(`anomalyAttention: expected ${expected}; found ${found}.`);
  }
  const series = seriesAssociation(query, key);
  return { output: tf.matMul(series, value), series, prior: gaussianPrior(sigma) };
}

/** softmax(query key^T / sqrt(depth)): [batch, heads, window, window]. The scale meets the query, which is smaller. */
export function seriesAssociation(query: tf.Tensor4D, key: tf.Tensor4D): tf.Tensor4D {
  const scaled = query.mul<tf.Tensor4D>(1 / Math.sqrt(query.shape[3]));
  return tf.softmax(tf.matMul<tf.Tensor4D>(scaled, key, false, true));
}
