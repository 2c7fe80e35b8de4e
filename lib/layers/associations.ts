/**
 * The two associations of the Anomaly Transformer (Xu et al. 2022, arXiv:2110.02642, section 3.1, equations 2 and 3).
 * The series association is how much step i attends to step j. The prior association is how much it would if only their
 * distance mattered: a Gaussian whose width each step and head learns.
 */
import * as tf from '@tensorflow/tfjs';
import { requireSize } from './size-limit';

/**
 * Computes the series association, softmax(query key^T / sqrt(depth)). Scales the query, the smaller factor.
 *
 * @param query  [batch, heads, window, depth], like key.
 * @returns      [batch, heads, window, window]; the rows sum to one.
 */
export function seriesAssociation(query: tf.Tensor4D, key: tf.Tensor4D): tf.Tensor4D {
  const scaled = query.mul<tf.Tensor4D>(1 / Math.sqrt(query.shape[3]));
  return tf.softmax(tf.matMul<tf.Tensor4D>(scaled, key, false, true));
}

/**
 * Computes the width of each Gaussian: 3^(sigmoid(5 sigma) + 1e-5) - 1, between 0 and 2. The paper does not give this
 * map; it comes from the official implementation (thuml/Anomaly-Transformer, model/attn.py), including its rounding: if
 * the power is near 1, its single precision decides the digits of the width.
 *
 * @param sigma  The raw projection, any shape.
 */
export function priorWidth<T extends tf.Tensor>(sigma: T): T {
  const operation = tf.customGrad((...inputs) => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const gate = (inputs[0] as tf.Tensor).mul(5).sigmoid();
    // Rounds the power once. TensorFlow's own pow is wrong in the last digit, and subtracting 1 would magnify that. A
    // graph would cancel a constant 1 against the added one; so the 1 comes from the gate, which never exceeds 1.
    const one = gate.maximum(1);
    const power = gate.add(1e-5).mul(Math.log(3)).expm1().add(one);
    save([gate, power]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [gate, power] = saved as [tf.Tensor, tf.Tensor];
      return dy
        .mul(power)
        .mul(gate.mul(tf.sub(1, gate)))
        .mul(5 * Math.log(3));
    };
    return { value: power.sub(one), gradFunc };
  });
  return operation(sigma) as T;
}

/** Computes -(i - j)^2 / 2 for every pair of steps, [window, window]. */
export function negativeHalfSquares(window: number): tf.Tensor2D {
  requireSize('prior association', [window, window]);
  const values = new Float32Array(window * window);
  for (let i = 0; i < window; i++) {
    for (let j = 0; j < window; j++) values[i * window + j] = -((i - j) ** 2) / 2;
  }
  return tf.tensor2d(values, [window, window]);
}

/**
 * Computes the prior association, exp(-(i - j)^2 / (2 width_i^2)) / (sqrt(2 pi) width_i), with a hand-written backward
 * pass.
 *
 * @param sigma  The raw projection, [batch, heads, window].
 * @returns      [batch, heads, window, window]; the rows do not sum to one.
 */
export function gaussianPrior(sigma: tf.Tensor3D): tf.Tensor4D {
  const operation = tf.customGrad((...inputs) => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const [width] = inputs as [tf.Tensor3D];
    const row = width.expandDims(3); // [batch, heads, window, 1]
    const squares = negativeHalfSquares(width.shape[2]);
    const height = row.reciprocal().mul(1 / Math.sqrt(2 * Math.PI));
    const prior = squares.mul(row.square().reciprocal()).exp().mul(height);
    save([prior, width, squares]);
    // d prior / d width = prior ((i - j)^2 / width^3 - 1 / width)
    const gradFunc = (dPrior: tf.Tensor, saved: tf.Tensor[]) => {
      const [prior, width, squares] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const weighted = dPrior.mul(prior);
      const spread = weighted.mul(squares).sum(3).mul(-2).div(width.square()); // [batch, heads, window]
      return spread.sub(weighted.sum(3)).div(width);
    };
    return { value: prior, gradFunc };
  });
  return operation(priorWidth(sigma)) as tf.Tensor4D;
}
