/**
 * The association discrepancy: how far what a step attends to lies from what its distance alone would give (Xu et al. 2022,
 * arXiv:2110.02642, equation 4), the symmetrised KL divergence sum_j (S_j - P_j) (log S_j - log P_j) of the series
 * association S and the normalised prior P. As in the official implementation, 1e-4 is added inside the logarithms.
 *
 * These maps are the largest tensors of the model, so each pass over them counts. With r = (S + 1e-4) / (P + 1e-4), one
 * logarithm gives the value and both gradients, dS = log r + (S - P) / (S + 1e-4) and dP = -(log r + r - 1).
 */
import * as tf from '@tensorflow/tfjs';
import { negativeHalfSquares, priorWidth } from './gaussian-prior';

const OFFSET = 1e-4;

/**
 * @param series  Rows sum to one, [batch, heads, window, window].
 * @param prior   Normalised here, [batch, heads, window, window].
 * @returns       Averaged over heads, in nats, [batch, window].
 * @throws        If the shapes differ, or are not of four axes.
 */
export function associationDiscrepancy(series: tf.Tensor4D, prior: tf.Tensor4D): tf.Tensor2D {
  if (!tf.util.arraysEqual(series.shape, prior.shape) || series.rank !== 4) {
    const found = `[${series.shape.join(', ')}] and [${prior.shape.join(', ')}]`;
    throw new Error(
      `associationDiscrepancy: expected a series and a prior of one shape [batch, heads, window, window]; found ${found}.`,
    );
  }
  const operation = tf.customGrad((...inputs) => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const [series, prior] = inputs as [tf.Tensor, tf.Tensor];
    const total = prior.sum(3, true); // [batch, heads, window, 1]
    const normalised = prior.div(total);
    const { value, ...kept } = divergence(series, normalised);
    save([...Object.values(kept), normalised, total]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [ratio, logRatio, difference, shifted, normalised, total] = saved as Six;
      const row = perRow(dy, ratio.shape[1]!);
      const slope = logRatio.add(ratio); // minus dP, up to a constant, which normalising undoes
      const mean = slope.mul(normalised).sum(3, true);
      return [logRatio.add(difference.div(shifted)).mul(row), mean.sub(slope).mul(row.div(total))];
    };
    return { value: value.mean(1), gradFunc };
  });
  return operation(series, prior) as tf.Tensor2D;
}

/**
 * The same, from the raw projection of the prior's widths: the normalised prior is a softmax, the height of the Gaussian
 * drops out, and nothing of it is kept but one map.
 *
 * @param series  [batch, heads, window, window]
 * @param sigma   The raw projection, [batch, heads, window].
 * @returns       [batch, window]
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

/** The divergence of every row, [batch, heads, window], and what its gradients are made of, in this order. */
function divergence(series: tf.Tensor, prior: tf.Tensor) {
  const [shifted, difference] = [series.add(OFFSET), series.sub(prior)];
  const ratio = shifted.div(prior.add(OFFSET));
  const logRatio = ratio.log();
  return { value: difference.mul(logRatio).sum(3), ratio, logRatio, difference, shifted };
}

/** What each row of each head contributes to the mean over heads: [batch, heads, window, 1]. */
function perRow(dy: tf.Tensor, heads: number): tf.Tensor {
  const [batch, window] = dy.shape as [number, number];
  return dy
    .mul(1 / heads)
    .reshape([batch, 1, window, 1])
    .tile([1, heads, 1, 1]);
}
