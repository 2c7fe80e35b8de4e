/**
 * The anomaly attention of one layer (Xu et al. 2022, arXiv:2110.02642, section 3.1): what each step attends to by the series
 * association, and how far that association is from the prior association.
 */
import * as tf from '@tensorflow/tfjs';
import { differentiable, runOperation, usesKernels } from '../runtime/index';
import { discrepancyFromPrior } from './association-discrepancy';
import { seriesAssociation } from './associations';
import { mergeHeads, splitHeads } from './attention-heads';
import { reverseGradient, stopGradient } from './gradient';

/** Factors of the discrepancy's gradient on its two sides: an objective may stop one of them or turn it around. */
export interface DiscrepancyGradients {
  /** 1 descends, 0 stops, -1 ascends. Default 1; like `prior`. */
  readonly series?: 1 | 0 | -1;
  readonly prior?: 1 | 0 | -1;
}

/** The native kernel computes the maps again in its backward pass, and never holds one (lib/runtime/native). */
const native = differentiable({
  name: 'TelltaleAnomalyAttention',
  outputs: 3,
  gradient: (dOutputs, { inputs: [projected, sigma], outputs: [, , logSums], attributes }) => {
    const inputs = [projected, sigma, logSums, dOutputs[0], dOutputs[1]];
    return runOperation('TelltaleAnomalyAttentionGrad', inputs, { attributes, outputs: 2 }).map(
      (gradient) => () => gradient,
    );
  },
});

/**
 * Computes the attention.
 *
 * @param projected  Query, key and value side by side, [batch, window, 3 * modelDim].
 * @param sigma      The raw projection of the prior's widths, [batch, window, heads].
 * @returns          attended, [batch, window, modelDim], and the discrepancy averaged over heads, [batch, window].
 * @throws           If the shapes do not fit together; the message gives them.
 */
export function anomalyAttention(
  projected: tf.Tensor3D,
  sigma: tf.Tensor3D,
  { series: seriesScale = 1, prior: priorScale = 1 }: DiscrepancyGradients = {},
): { attended: tf.Tensor3D; discrepancy: tf.Tensor2D } {
  const heads = sigma.shape[2];
  if (!tf.util.arraysEqual(projected.shape.slice(0, 2), sigma.shape.slice(0, 2)) || projected.shape[2] % (3 * heads)) {
    const found = [projected, sigma].map(({ shape }) => `[${shape.join(', ')}]`).join(' and ');
    throw new Error(
      `anomalyAttention: expected projected [batch, window, 3 * heads * depth] and sigma [batch, window, heads]; found ${found}.`,
    );
  }
  return tf.tidy(() => {
    if (usesKernels(projected, sigma)) {
      const scales = { series_scale: { float: seriesScale }, prior_scale: { float: priorScale } };
      const [attended, discrepancy] = native([projected, sigma], scales);
      return { attended: attended as tf.Tensor3D, discrepancy: discrepancy as tf.Tensor2D };
    }
    const [query, key, value] = splitHeads(projected, heads, 3);
    const series = seriesAssociation(query, key); // [batch, heads, window, window]
    const widths = sigma.transpose<tf.Tensor3D>([0, 2, 1]); // [batch, heads, window]
    return {
      attended: mergeHeads(tf.matMul(series, value)),
      discrepancy: discrepancyFromPrior(scaled(series, seriesScale), scaled(widths, priorScale)),
    };
  });
}

function scaled<T extends tf.Tensor>(x: T, scale: 1 | 0 | -1): T {
  return scale === 1 ? x : scale === 0 ? stopGradient(x) : reverseGradient(x);
}
