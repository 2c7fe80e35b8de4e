/**
 * The network of PaAno (Park & Kang 2026, "PaAno: Patch-Based Representation Learning for Time-Series Anomaly Detection",
 * ICLR, arXiv:2602.01359): short patches of a series to vectors that lie near each other where the patches are alike.
 *
 *   u = (patch - mean) / sqrt(variance + 1e-5), feature by feature         h = mean over steps of conv-norm-relu blocks(u)
 *   z = projection(h) / |projection(h)|
 *   triplet loss = mean max(0, (1 - z z+) - max over other patches' z+ (1 - z z+) + 1/2)     z+ of a patch a few steps away
 *   pretext loss = cross-entropy of "is h' what comes right before h?", of patches that do and of others at random
 *
 * The loss is the triplet's, over 10 for one feature, plus the pretext's times a weight that falls to zero (as in
 * jinnnju/PaAno's train.py).
 */
import * as tf from '@tensorflow/tfjs';
import { Random } from '../base/index';
import { BatchNorm, CentredConvolution, Dense } from '../layers/index';

export interface PatchEncoderConfig {
  /** Values per step. */
  readonly features: number;
  /** Channels after each convolution. The paper: 128, 256, 128, 64. */
  readonly channels: readonly number[];
  /** Steps in each convolution's kernel, odd. The paper: 7, 5, 3, 3. */
  readonly kernelSizes: readonly number[];
  /** Dimensions of the projection. The paper: 256. */
  readonly projectionDim: number;
  /** Decides the first weights. */
  readonly seed: number;
}

/** A batch of M patches with what each is compared with. */
export interface PatchBatch {
  /** Anchors, then patches a few steps away, then patches right before: [3 M, steps, features]; the last M may be left out. */
  readonly patches: tf.Tensor3D;
  /** M. */
  readonly anchors: number;
  /** Which anchors have a patch right before them. */
  readonly preceded: readonly number[];
  /** For each anchor, the places of other anchors, one after the other; as many for each. */
  readonly others: readonly number[];
  /** Weight of the pretext loss; 0 leaves it out. */
  readonly pretextWeight: number;
}

const EPSILON = 1e-5;
const MARGIN = 0.5;
/** What the triplet loss of a single feature is divided by. */
const ONE_FEATURE = 10;

export class PatchEncoder {
  private readonly blocks: readonly { convolution: CentredConvolution; norm: BatchNorm }[];
  private readonly hidden: Dense;
  private readonly projection: Dense;
  private readonly pretext: Dense;

  constructor(private readonly config: PatchEncoderConfig) {
    const { features, channels, kernelSizes, projectionDim, seed } = config;
    const random = new Random(seed).fork('patch-encoder');
    this.blocks = channels.map((outputs, i) => ({
      convolution: new CentredConvolution(
        { inputs: channels[i - 1] ?? features, outputs, kernelSize: kernelSizes[i] },
        random,
      ),
      norm: new BatchNorm(outputs),
    }));
    this.hidden = new Dense(this.outputs, projectionDim, random);
    this.projection = new Dense(projectionDim, projectionDim, random);
    this.pretext = new Dense(2 * this.outputs, 1, random);
  }

  /** Dimensions of a patch's vector. */
  get outputs(): number {
    return this.config.channels[this.config.channels.length - 1];
  }

  get variables(): tf.Variable[] {
    const blocks = this.blocks.flatMap(({ convolution, norm }) => [convolution, norm]);
    return [...blocks, this.hidden, this.projection, this.pretext].flatMap((layer) => layer.variables);
  }

  /**
   * Describes patches; the projection is left out, it serves the loss alone.
   *
   * @param patches   [batch, steps, features]
   * @param training  Whether norms are of the batch.
   * @returns         [batch, outputs]
   */
  embed(patches: tf.Tensor3D, training: boolean): tf.Tensor2D {
    return tf.tidy(() => {
      const centred = patches.sub<tf.Tensor3D>(patches.mean(1, true));
      const scale = centred.square().mean(1, true).add(EPSILON).rsqrt(); // [batch, 1, features]
      const last = this.blocks.reduce(
        (x, { convolution, norm }) => norm.apply(convolution.apply(x), training).relu(),
        centred.mul<tf.Tensor3D>(scale),
      ); // [batch, steps, outputs]
      return last.mean<tf.Tensor2D>(1);
    });
  }

  /** Computes the loss of a batch in training. */
  loss({ patches, anchors, preceded, others, pretextWeight }: PatchBatch): tf.Scalar {
    return tf.tidy(() => {
      const h = this.embed(patches, true);
      const near = h.slice([anchors, 0], [anchors, -1]);
      const own = h.slice([0, 0], [anchors, -1]);
      const triplet = tripletLoss(this.project(own), this.project(near)).div<tf.Scalar>(
        this.config.features === 1 ? ONE_FEATURE : 1,
      );
      if (pretextWeight === 0 || preceded.length === 0) return triplet;
      const before = h.slice([2 * anchors, 0], [anchors, -1]);
      const take = (rows: tf.Tensor2D, places: readonly number[]) => tf.gather(rows, tf.tensor1d([...places], 'int32'));
      const each = others.length / anchors;
      const repeated = others.map((_, i) => Math.floor(i / each));
      const right = this.logits(take(own, preceded), take(before, preceded));
      const wrong = this.logits(take(own, repeated), take(own, others));
      // Cross-entropies: -log sigmoid(l) = softplus(-l), -log(1 - sigmoid(l)) = softplus(l)
      const pretext = right.neg().softplus().mean().add<tf.Scalar>(wrong.softplus().mean());
      return triplet.add<tf.Scalar>(pretext.mul(pretextWeight));
    });
  }

  dispose(): void {
    tf.dispose(this.variables);
  }

  /** @param h  [rows, outputs]   @returns Of length one, [rows, projectionDim] */
  private project(h: tf.Tensor2D): tf.Tensor2D {
    const z = this.projection.apply(this.hidden.apply(h, 'relu'));
    return z.div(tf.maximum(z.square().sum(1, true).sqrt(), 1e-12));
  }

  /** @returns  How sure the network is that the second comes right before the first, [rows, 1]. */
  private logits(h: tf.Tensor2D, other: tf.Tensor2D): tf.Tensor2D {
    return this.pretext.apply(tf.concat2d([h, other], 1));
  }
}

/**
 * Computes the mean over anchors of max(0, distance to their own neighbour - largest distance to another's + 1/2), with distances
 * 1 - z z+.
 *
 * @param z     Anchors, of length one, [M, width].
 * @param near  Their neighbours, [M, width].
 */
function tripletLoss(z: tf.Tensor2D, near: tf.Tensor2D): tf.Scalar {
  const distances = tf.sub<tf.Tensor2D>(1, tf.matMul(z, near, false, true)); // [M, M]
  const own = tf.eye(z.shape[0]);
  const positive = distances.mul(own).sum(1);
  const negative = distances.sub(own.mul(1e9)).max(1);
  return positive.sub(negative).add(MARGIN).relu().mean();
}
