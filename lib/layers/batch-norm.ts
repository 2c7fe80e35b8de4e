/** Batch normalisation (Ioffe & Szegedy 2015, arXiv:1502.03167, algorithms 1 and 2), by PyTorch's conventions. */
import * as tf from '@tensorflow/tfjs';

/** Added to the variance, and the weight of a batch in the running statistics; PyTorch's defaults. */
const [EPSILON, MOMENTUM] = [1e-5, 0.1];

/** Normalises the last axis over all others, then scales and shifts it. */
export class BatchNorm {
  /** Start at 1 and 0, [channels]. */
  readonly gain: tf.Variable<tf.Rank.R1>;
  readonly bias: tf.Variable<tf.Rank.R1>;
  /** What is normalised by outside training, [channels]; no gradient moves them. */
  readonly runningMean: tf.Variable<tf.Rank.R1>;
  readonly runningVariance: tf.Variable<tf.Rank.R1>;

  constructor(private readonly channels: number) {
    const start = (value: number, trainable: boolean) =>
      tf.tidy(() => tf.variable(tf.fill<tf.Rank.R1>([channels], value), trainable));
    [this.gain, this.bias] = [start(1, true), start(0, true)];
    [this.runningMean, this.runningVariance] = [start(0, false), start(1, false)];
  }

  get variables(): tf.Variable[] {
    return [this.gain, this.bias, this.runningMean, this.runningVariance];
  }

  /**
   * Computes gain (x - mean) / sqrt(variance + 1e-5) + bias. In training mean and (biased) variance are the batch's, and move the
   * running ones, whose variance is the unbiased one; else they are the running ones.
   *
   * @param x  [..., channels]
   * @returns  The shape of x.
   */
  apply<T extends tf.Tensor>(x: T, training: boolean): T {
    const rows = x.reshape<tf.Tensor2D>([-1, this.channels]);
    const [mean, variance] = training ? this.ofBatch(rows) : [this.runningMean, this.runningVariance];
    const scaled = rows.sub(mean).mul(variance.add(EPSILON).rsqrt());
    return scaled.mul(this.gain).add(this.bias).reshape<T>(x.shape);
  }

  private ofBatch(rows: tf.Tensor2D): [mean: tf.Tensor, variance: tf.Tensor] {
    const mean = rows.mean(0);
    const variance = rows.sub(mean).square().mean(0);
    const count = rows.shape[0];
    const move = (running: tf.Variable, batch: tf.Tensor) =>
      running.assign(running.mul(1 - MOMENTUM).add(batch.mul(MOMENTUM)));
    move(this.runningMean, mean);
    move(this.runningVariance, variance.mul(count / Math.max(1, count - 1)));
    return [mean, variance];
  }
}
