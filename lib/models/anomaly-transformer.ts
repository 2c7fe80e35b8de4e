/**
 * Anomaly Transformer (Xu, Wu, Wang & Long 2022, arXiv:2110.02642): a transformer encoder that reconstructs its window and
 * whose attention S is compared, at every step and layer, with a Gaussian P that depends only on the distance of two steps.
 *
 *   S = softmax(Q K^T / sqrt(depth))     P_ij ~ exp(-(i - j)^2 / (2 width_i^2)), normalised     D = KL(P||S) + KL(S||P)
 *   joint     MSE + lambda D                                     (report 3)
 *   minimax   MSE + lambda D(P, stop S), then MSE - lambda D(stop P, S)     (the paper, equation 5)
 */
import * as tf from '@tensorflow/tfjs';
import { fromZero, oneOf, positiveSize, Random, trueOrFalse } from '../base/index';
import {
  Dense,
  LayerNorm,
  meanSquaredError,
  positionalEncoding,
  stopGradient,
  TokenEmbedding,
  type DiscrepancyGradients,
} from '../layers/index';
import { AnomalyTransformerBlock } from './anomaly-transformer-block';
import { officialVariables, type OfficialWeights } from './anomaly-transformer-weights';
import { requireConfig, type ConfigChecks } from './config-checks';
import { requireWindows, type LossOptions, type TrainedDetector } from './detector';

export interface AnomalyTransformerConfig {
  /** Steps in a window. Report 3: 200; the paper: 100. */
  readonly windowSize: number;
  /** Values per step: 25 in SMAP channels, 55 in MSL. */
  readonly features: number;
  /** Width of every step inside. Report 3 and the paper: 512. */
  readonly modelDim: number;
  /** Report 3 and the paper: 8. */
  readonly heads: number;
  /** Report 3: 8; the paper: 3. */
  readonly layers: number;
  /** Units between the feed-forward pair. The official implementation: 512; report 3 does not say. */
  readonly feedForwardDim: number;
  /** `linear` embeds each step alone; `token-convolution` with its two neighbours, as in the official implementation. */
  readonly embedding: 'linear' | 'token-convolution';
  /** Whether the last layer's output is normalised again, as in the official implementation. */
  readonly finalNorm: boolean;
  /** `joint` lets reconstruction and discrepancy fall together (report 3); `minimax` is the paper's. */
  readonly objective: 'joint' | 'minimax';
  /** lambda. Report 3: 0.1; the paper: 3. */
  readonly discrepancyWeight: number;
  /**
   * `discrepancy`: D averaged over the window (report 3). `weighted-error`: the mean of the steps' squared errors weighted
   * with softmax(-temperature D) over the window (the paper, equation 6).
   */
  readonly score: 'discrepancy' | 'weighted-error';
  /** Sharpens that softmax. The official implementation: 50. */
  readonly temperature: number;
  /** Decides the first weights. */
  readonly seed: number;
}

/** Report 3's size and objective: 12.7 million parameters (the report says about 2). */
export const defaultAnomalyTransformerConfig: AnomalyTransformerConfig = {
  windowSize: 200,
  features: 25,
  modelDim: 512,
  heads: 8,
  layers: 8,
  feedForwardDim: 512,
  embedding: 'linear',
  finalNorm: false,
  objective: 'joint',
  discrepancyWeight: 0.1,
  score: 'discrepancy',
  temperature: 50,
  seed: 0,
};

/** The paper's size and objective, as its official implementation sets them; its windows have 100 steps. */
export const paperTransformerSettings = {
  modelDim: 512,
  heads: 8,
  layers: 3,
  feedForwardDim: 512,
  embedding: 'token-convolution',
  finalNorm: true,
  objective: 'minimax',
  discrepancyWeight: 3,
  score: 'weighted-error',
} as const satisfies Partial<AnomalyTransformerConfig>;

/**
 * The paper's whole config.
 *
 * @public The config that the official weights fit.
 */
export const paperAnomalyTransformerConfig: AnomalyTransformerConfig = {
  ...defaultAnomalyTransformerConfig,
  ...paperTransformerSettings,
  windowSize: 100,
};

/** Report 3's objective in a size that two cores train in minutes. */
export const smallAnomalyTransformerConfig: AnomalyTransformerConfig = {
  ...defaultAnomalyTransformerConfig,
  windowSize: 100,
  modelDim: 128,
  layers: 3,
  feedForwardDim: 128,
};

const checks: ConfigChecks<AnomalyTransformerConfig> = {
  modelDim: positiveSize,
  heads: positiveSize,
  layers: positiveSize,
  feedForwardDim: positiveSize,
  embedding: oneOf('linear', 'token-convolution'),
  finalNorm: trueOrFalse,
  objective: oneOf('joint', 'minimax'),
  discrepancyWeight: fromZero,
  score: oneOf('discrepancy', 'weighted-error'),
  temperature: fromZero,
};

/** Elements of the association maps, over all heads and windows, that are evaluated at once. */
const MAP_SIZE = 2 ** 22;

export class AnomalyTransformer implements TrainedDetector {
  readonly name = 'anomaly-transformer';
  readonly config: AnomalyTransformerConfig;
  private readonly embedding: Dense | TokenEmbedding;
  /** [windowSize, modelDim] */
  private readonly positions: tf.Tensor2D;
  private readonly blocks: AnomalyTransformerBlock[];
  private readonly finalNorm: LayerNorm | undefined;
  private readonly output: Dense;

  /** @throws If a setting is out of range, or the heads cannot share modelDim evenly. */
  constructor(config: Partial<AnomalyTransformerConfig> = {}) {
    this.config = requireConfig(this.name, { ...defaultAnomalyTransformerConfig, ...config }, checks);
    const { windowSize, features, modelDim, heads, layers, embedding, finalNorm, seed } = this.config;
    if (modelDim % heads !== 0)
      throw new Error(`${this.name}.heads must divide modelDim, ${modelDim}, found ${heads}.`);
    const random = new Random(seed).fork('anomaly-transformer');
    this.embedding = new (embedding === 'linear' ? Dense : TokenEmbedding)(features, modelDim, random);
    this.positions = positionalEncoding(windowSize, modelDim);
    this.blocks = Array.from({ length: layers }, () => new AnomalyTransformerBlock(this.config, random));
    this.finalNorm = finalNorm ? new LayerNorm(modelDim) : undefined;
    this.output = new Dense(modelDim, features, random);
  }

  get variables(): tf.Variable[] {
    const last = this.finalNorm ? [this.finalNorm, this.output] : [this.output];
    return [this.embedding, ...this.blocks, ...last].flatMap((block) => block.variables);
  }

  /**
   * Computes the objective. Minimax does both phases in one backward pass: the discrepancy's gradient descends in the priors
   * and ascends in the series. The value is then twice the MSE, because the phases' discrepancies cancel.
   */
  loss(batch: tf.Tensor3D, { training }: LossOptions): tf.Scalar {
    if (training) return tf.tidy(() => this.objective(batch));
    return tf.tidy(() => {
      const sums = this.inParts(batch, (part) => this.objective(part).mul(part.shape[0]).reshape<tf.Tensor1D>([1]));
      return sums.sum<tf.Scalar>().div(batch.shape[0]);
    });
  }

  /**
   * Computes one phase of the minimax objective (section 3.2): `minimise` moves the priors towards the series, `maximise`
   * moves the series away from the priors. A stopped gradient keeps the other side still.
   */
  phaseLoss(batch: tf.Tensor3D, phase: 'minimise' | 'maximise'): tf.Scalar {
    return tf.tidy(() => {
      const { error, discrepancy } = this.terms(batch, phase === 'minimise' ? { series: 0 } : { prior: 0 });
      return phase === 'minimise' ? error.add<tf.Scalar>(discrepancy) : error.sub<tf.Scalar>(discrepancy);
    });
  }

  reconstruct(windows: tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() => this.inParts(windows, (part) => this.forward(part).reconstruction));
  }

  /** Scores every step, [batch, windowSize]: see {@link AnomalyTransformerConfig.score}. */
  stepScores(windows: tf.Tensor3D): tf.Tensor2D {
    const { score, temperature, layers } = this.config;
    const ofPart = (part: tf.Tensor3D) => {
      const { reconstruction, discrepancies } = this.forward(part);
      const discrepancy = tf.stack(discrepancies).sum<tf.Tensor2D>(0); // [batch, windowSize]
      if (score === 'discrepancy') return discrepancy.div<tf.Tensor2D>(layers);
      const errors = reconstruction.sub(part).square().mean<tf.Tensor2D>(2);
      return tf.softmax(discrepancy.mul<tf.Tensor2D>(-temperature)).mul<tf.Tensor2D>(errors);
    };
    return tf.tidy(() => this.inParts(windows, ofPart));
  }

  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    return tf.tidy(() => {
      const scores = this.stepScores(windows);
      return this.config.score === 'discrepancy' ? scores.mean(1) : scores.sum(1);
    });
  }

  /**
   * Computes what each step attends to, and what its distances alone would give.
   *
   * @param windows  [batch, windowSize, features]; only a few, because the maps are large.
   * @returns        Both associations of each layer, [batch, heads, windowSize, windowSize]; their rows sum to one.
   */
  associations(windows: tf.Tensor3D): { series: tf.Tensor4D; prior: tf.Tensor4D }[] {
    return tf.tidy(() => {
      requireWindows(this, windows);
      let y = this.embed(windows);
      return this.blocks.map((block) => {
        const maps = block.associations(y);
        ({ y } = block.apply(y, {}));
        return maps;
      });
    });
  }

  /**
   * Takes the weights of a model trained with the official implementation (thuml/Anomaly-Transformer).
   *
   * @param weights  Its state_dict; weights that the forward pass does not use are ignored.
   * @throws If a weight is missing or has another shape, or the config's embedding or finalNorm differs.
   */
  loadOfficialWeights(weights: OfficialWeights): void {
    tf.tidy(() => officialVariables(this.config, weights).forEach((value, i) => this.variables[i].assign(value)));
  }

  dispose(): void {
    tf.dispose([...this.variables, this.positions]);
  }

  private objective(batch: tf.Tensor3D): tf.Scalar {
    if (this.config.objective === 'joint') {
      const { error, discrepancy } = this.terms(batch);
      return error.add(discrepancy);
    }
    const { error, discrepancy } = this.terms(batch, { series: -1 });
    return error.mul<tf.Scalar>(2).add(discrepancy.sub(stopGradient(discrepancy)));
  }

  /** Computes the MSE, and lambda times the discrepancy averaged over batch, heads, steps and layers. */
  private terms(batch: tf.Tensor3D, gradients?: DiscrepancyGradients): { error: tf.Scalar; discrepancy: tf.Scalar } {
    const { reconstruction, discrepancies } = this.forward(batch, gradients);
    const means = discrepancies.map((discrepancy) => discrepancy.mean());
    return {
      error: meanSquaredError(reconstruction, batch),
      discrepancy: tf.stack(means).mean<tf.Scalar>().mul(this.config.discrepancyWeight),
    };
  }

  /** Returns the reconstruction, and each layer's discrepancy, [batch, windowSize]. */
  private forward(x: tf.Tensor3D, gradients: DiscrepancyGradients = {}) {
    requireWindows(this, x);
    let y = this.embed(x);
    const discrepancies: tf.Tensor2D[] = [];
    for (const block of this.blocks) {
      const [next, discrepancy] = tf.tidy((): [tf.Tensor3D, tf.Tensor2D] => {
        const output = block.apply(y, gradients);
        return [output.y, output.discrepancy];
      });
      y = next;
      discrepancies.push(discrepancy);
    }
    if (this.finalNorm) y = this.finalNorm.apply(y);
    return { reconstruction: this.output.apply(y), discrepancies };
  }

  /** Embeds each step and adds its position, [batch, windowSize, modelDim]. */
  private embed(x: tf.Tensor3D): tf.Tensor3D {
    return this.embedding.apply(x).add<tf.Tensor3D>(this.positions);
  }

  /** Applies `map` to so few windows at a time that their association maps fit in memory. */
  private inParts<T extends tf.Tensor>(windows: tf.Tensor3D, map: (part: tf.Tensor3D) => T): T {
    const { windowSize, heads } = this.config;
    const [count, size] = [windows.shape[0], Math.max(1, Math.floor(MAP_SIZE / (heads * windowSize ** 2)))];
    if (count <= size) return map(windows);
    const parts: tf.Tensor[] = [];
    for (let start = 0; start < count; start += size) {
      parts.push(tf.tidy(() => map(windows.slice(start, Math.min(size, count - start)))));
    }
    return tf.concat(parts) as T;
  }
}
