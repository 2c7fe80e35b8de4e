/** Batch normalisation (Ioffe & Szegedy 2015, arXiv:1502.03167, algorithms 1 and 2), by PyTorch's conventions. */
import * as tf from '@tensorflow/tfjs';
import { countParameter } from './size-limit';
import { sumOfRows } from './native-dense';

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
    countParameter<tf.Rank.R2>([4, channels]);
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
    const statistics = training ? ofRows(rows) : ([this.runningMean, this.runningVariance] as const);
    if (training) this.follow(statistics, rows.shape[0]);
    return normalise(rows, statistics, [this.gain, this.bias], training).reshape<T>(x.shape);
  }

  private follow([mean, variance]: Statistics, count: number): void {
    const move = (running: tf.Variable, batch: tf.Tensor) =>
      running.assign(running.mul(1 - MOMENTUM).add(batch.mul(MOMENTUM)));
    move(this.runningMean, mean);
    move(this.runningVariance, variance.mul(count / Math.max(1, count - 1)));
  }
}

type Statistics = readonly [mean: tf.Tensor, variance: tf.Tensor];

/** Computes mean and biased variance of each column. */
function ofRows(rows: tf.Tensor2D): Statistics {
  const mean = sumOfRows(rows).div(rows.shape[0]);
  const variance = sumOfRows(rows.sub<tf.Tensor2D>(mean).square()).div(rows.shape[0]);
  return [mean, variance];
}

/**
 * Computes gain n + bias with n = (rows - mean) / sqrt(variance + 1e-5). The gradient is written by hand, because that of a
 * broadcast sums the rows in an order that depends on the number of threads:
 * dx = scale gain (dy - mean(dy) - n mean(dy n)) where the statistics are those of the rows, else scale gain dy.
 */
function normalise(
  rows: tf.Tensor2D,
  [mean, variance]: Statistics,
  [gain, bias]: readonly [tf.Tensor, tf.Tensor],
  ofTheseRows: boolean,
): tf.Tensor2D {
  const count = rows.shape[0];
  const operation = tf.customGrad((...inputs) => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const [rows, gain, bias] = inputs as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];
    const scale = variance.add(EPSILON).rsqrt(); // [channels]
    const normalised = rows.sub(mean).mul(scale);
    save([normalised, scale, gain]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [normalised, scale, gain] = saved;
      const dBias = sumOfRows(dy as tf.Tensor2D);
      const dGain = sumOfRows(dy.mul<tf.Tensor2D>(normalised));
      const around = ofTheseRows ? dy.sub(dBias.div(count)).sub(normalised.mul(dGain.div(count))) : dy;
      return [around.mul(scale.mul(gain)), dGain, dBias];
    };
    return { value: normalised.mul(gain).add(bias), gradFunc };
  });
  return operation(rows, gain, bias) as tf.Tensor2D;
}
