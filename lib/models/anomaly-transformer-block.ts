/** One layer of the Anomaly Transformer: anomaly attention and a feed-forward pair, each added to its input and normalised. */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../base/index';
import {
  anomalyAttention,
  Dense,
  dense,
  gaussianPrior,
  gelu,
  LayerNorm,
  seriesAssociation,
  splitHeads,
  uniformParameter,
  type DiscrepancyGradients,
} from '../layers/index';

export interface BlockSizes {
  readonly modelDim: number;
  readonly heads: number;
  readonly feedForwardDim: number;
}

export interface BlockOutput {
  /** [batch, windowSize, modelDim] */
  readonly y: tf.Tensor3D;
  /** The association discrepancy of each step, averaged over heads, [batch, windowSize]. */
  readonly discrepancy: tf.Tensor2D;
}

export class AnomalyTransformerBlock {
  /** Kernels of query, key and value side by side, [modelDim, 3 * modelDim]. */
  private readonly kernel: tf.Variable<tf.Rank.R2>;
  /**
   * Biases of query and value, [2, modelDim]. A key's bias would shift all scores of a row equally, which the softmax undoes:
   * its gradient is rounding error, which Adam would enlarge to full steps.
   */
  private readonly biases: tf.Variable<tf.Rank.R2>;
  private readonly sigma: Dense;
  private readonly attended: Dense;
  private readonly firstNorm: LayerNorm;
  private readonly expand: Dense;
  private readonly contract: Dense;
  private readonly secondNorm: LayerNorm;

  constructor(
    private readonly sizes: BlockSizes,
    random: Random,
  ) {
    const { modelDim, heads, feedForwardDim } = sizes;
    const bound = 1 / Math.sqrt(modelDim);
    this.kernel = uniformParameter<tf.Rank.R2>([modelDim, 3 * modelDim], bound, random);
    this.biases = uniformParameter<tf.Rank.R2>([2, modelDim], bound, random);
    this.sigma = new Dense(modelDim, heads, random);
    this.attended = new Dense(modelDim, modelDim, random);
    this.firstNorm = new LayerNorm(modelDim);
    this.expand = new Dense(modelDim, feedForwardDim, random);
    this.contract = new Dense(feedForwardDim, modelDim, random);
    this.secondNorm = new LayerNorm(modelDim);
  }

  get variables(): tf.Variable[] {
    const after = [this.sigma, this.attended, this.firstNorm, this.expand, this.contract, this.secondNorm];
    return [this.kernel, this.biases, ...after.flatMap((block) => block.variables)];
  }

  /**
   * @param x          [batch, windowSize, modelDim]
   * @param gradients  Which sides of the discrepancy its gradient reaches.
   */
  apply(x: tf.Tensor3D, gradients: DiscrepancyGradients): BlockOutput {
    const { projected, sigma } = this.project(x);
    const { attended, discrepancy } = anomalyAttention(projected, sigma, gradients);
    const middle = this.firstNorm.apply(x.add<tf.Tensor3D>(this.attended.apply(attended))); // [batch, windowSize, modelDim]
    const forward = this.contract.apply(gelu(this.expand.apply(middle)));
    return { y: this.secondNorm.apply(middle.add<tf.Tensor3D>(forward)), discrepancy };
  }

  /**
   * Computes the two associations, which `apply` need not hold.
   *
   * @param x  [batch, windowSize, modelDim]
   * @returns  Both [batch, heads, windowSize, windowSize]; their rows sum to one.
   */
  associations(x: tf.Tensor3D): { series: tf.Tensor4D; prior: tf.Tensor4D } {
    const { projected, sigma } = this.project(x);
    const [query, key] = splitHeads(projected, this.sizes.heads, 3);
    const prior = gaussianPrior(sigma.transpose([0, 2, 1]));
    return { series: seriesAssociation(query, key), prior: prior.div<tf.Tensor4D>(prior.sum(3, true)) };
  }

  /** Computes query, key and value side by side, [batch, windowSize, 3 * modelDim], and sigma, [batch, windowSize, heads]. */
  private project(x: tf.Tensor3D): { projected: tf.Tensor3D; sigma: tf.Tensor3D } {
    const [batch, windowSize] = x.shape;
    const { modelDim } = this.sizes;
    const rows = x.reshape<tf.Tensor2D>([batch * windowSize, modelDim]);
    const [ofQuery, ofValue] = tf.unstack(this.biases) as [tf.Tensor1D, tf.Tensor1D];
    const bias = tf.concat1d([ofQuery, tf.zerosLike(ofQuery), ofValue]);
    const projected = dense(rows, this.kernel, bias).reshape<tf.Tensor3D>([batch, windowSize, 3 * modelDim]);
    return { projected, sigma: this.sigma.apply(x) };
  }
}
