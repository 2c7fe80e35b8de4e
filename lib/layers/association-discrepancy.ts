/**
 * The association discrepancy: the distance between the series association S and the normalised prior association P of
 * a step (Xu et al. 2022, arXiv:2110.02642, equation 4). It is the symmetrised KL divergence sum_j (S_j - P_j) (log S_j
 * - log P_j). As in the official implementation, 1e-4 is added inside the logarithms.
 *
 * These maps are the largest tensors of the model, so each pass over them counts. With r = (S + 1e-4) / (P + 1e-4), one
 * logarithm gives the value and both gradients, dS = log r + (S - P) / (S + 1e-4) and dP = -(log r + r - 1).
 */
import * as tf from '@tensorflow/tfjs';
import { negativeHalfSquares, priorWidth } from './associations';

const OFFSET = 1e-4;

/**
 * Computes the discrepancy from the raw projection of the prior's widths. The normalised prior is a softmax, for the
 * height of the Gaussian cancels, so that the backward pass needs only one map of it.
 *
 * @param series  Rows sum to one, [batch, heads, window, window].
 * @param sigma   The raw projection, [batch, heads, window].
 * @returns       Averaged over heads, in nats, [batch, window].
 */
export function discrepancyFromPrior(series: tf.Tensor4D, sigma: tf.Tensor3D): tf.Tensor2D {
  const operation = tf.customGrad((...inputs) => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const [series, precision] = inputs as [tf.Tensor, tf.Tensor];
    const squares = negativeHalfSquares(series.shape[3]!);
    const prior = tf.softmax(squares.mul(precision)); // [batch, heads, window, window]
    const { value, ...kept } = divergence(series, prior);
    save([...Object.values(kept), prior, squares]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [ratio, logRatio, difference, shifted, prior, squares] = saved as Six;
      const row = perRow(dy, ratio.shape[1]!);
      const slope = logRatio.add(ratio).mul(prior);
      const moment = prior.mul(squares).sum(3, true); // the mean of the squares under the prior
      const dPrecision = slope.sum(3, true).mul(moment).sub(slope.mul(squares).sum(3, true));
      return [logRatio.add(difference.div(shifted)).mul(row), dPrecision.mul(row)];
    };
    return { value: value.mean(1), gradFunc };
  });
  const precision = priorWidth(sigma).square().reciprocal().expandDims(3); // 1 / width^2, [batch, heads, window, 1]
  return operation(series, precision) as tf.Tensor2D;
}

type Six = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

/** Computes the divergence of every row, [batch, heads, window], and the parts of its gradients, in this order. */
function divergence(series: tf.Tensor, prior: tf.Tensor) {
  const [shifted, difference] = [series.add(OFFSET), series.sub(prior)];
  const ratio = shifted.div(prior.add(OFFSET));
  const logRatio = ratio.log();
  return { value: difference.mul(logRatio).sum(3), ratio, logRatio, difference, shifted };
}

/** Spreads the gradient of the mean over heads to each row of each head: [batch, heads, window, 1]. */
function perRow(dy: tf.Tensor, heads: number): tf.Tensor {
  const [batch, window] = dy.shape as [number, number];
  return dy
    .mul(1 / heads)
    .reshape([batch, 1, window, 1])
    .tile([1, heads, 1, 1]);
}
