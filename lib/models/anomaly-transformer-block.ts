/** One layer of the Anomaly Transformer: anomaly attention and a feed-forward pair, each added to its input and normalised. */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../base/index';
import { Dense, gelu, LayerNorm, mergeHeads, seriesAssociation, splitHeads, uniformParameter } from '../layers/index';

export interface BlockSizes {
  readonly modelDim: number;
  readonly heads: number;
  readonly feedForwardDim: number;
}

export interface BlockOutput {
  /** [batch, windowSize, modelDim] */
  readonly y: tf.Tensor3D;
  /** The series association, [batch, heads, windowSize, windowSize]. */
  readonly series: tf.Tensor4D;
  /** The raw projection from which the prior association is computed, [batch, heads, windowSize]. */
  readonly sigma: tf.Tensor3D;
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

  /** @param x  [batch, windowSize, modelDim] */
  apply(x: tf.Tensor3D): BlockOutput {
    const [batch, windowSize] = x.shape;
    const { modelDim, heads } = this.sizes;
    const rows = x.reshape<tf.Tensor2D>([batch * windowSize, modelDim]); // both projections see the same rows
    const projected = this.project(rows).reshape<tf.Tensor3D>([batch, windowSize, 3 * modelDim]);
    const [query, key, value] = splitHeads(projected, heads, 3);
    const series = seriesAssociation(query, key); // [batch, heads, windowSize, windowSize]
    const attended = this.attended.apply(mergeHeads(tf.matMul(series, value)));
    const middle = this.firstNorm.apply(x.add<tf.Tensor3D>(attended)); // [batch, windowSize, modelDim]
    const forward = this.contract.apply(gelu(this.expand.apply(middle)));
    const y = this.secondNorm.apply(middle.add<tf.Tensor3D>(forward));
    const sigma = this.sigma.apply(rows).reshape<tf.Tensor3D>([batch, windowSize, heads]);
    return { y, series, sigma: sigma.transpose([0, 2, 1]) };
  }

  /** Computes query, key and value side by side: [rows, 3 * modelDim]. */
  private project(rows: tf.Tensor2D): tf.Tensor2D {
    const [ofQuery, ofValue] = tf.unstack(this.biases) as [tf.Tensor1D, tf.Tensor1D];
    const bias = tf.concat1d([ofQuery, tf.zerosLike(ofQuery), ofValue]);
    return tf.matMul(rows, this.kernel).add(bias);
  }
}
