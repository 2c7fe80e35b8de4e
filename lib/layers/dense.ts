/** A dense layer. */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../base/index';
import { usesKernels } from '../runtime/index';
import { nativeDense } from './native-dense';
import { uniformParameter } from './parameter';

/**
 * Computes activation(x kernel + bias).
 *
 * @param x           [rows, inputs]
 * @param kernel      [inputs, outputs]
 * @param bias        [outputs]
 * @param activation  Default: linear.
 * @returns           [rows, outputs]
 * @throws            If the shapes do not fit together; the message gives them.
 */
export function dense(
  x: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D,
  activation: 'linear' | 'relu' = 'linear',
): tf.Tensor2D {
  const [inputs, outputs] = kernel.shape;
  if (x.rank !== 2 || x.shape[1] !== inputs || bias.rank !== 1 || bias.size !== outputs) {
    const found = [x, kernel, bias].map((t) => `[${t.shape.join(', ')}]`).join(', ');
    throw new Error(`dense: expected x [rows, inputs], kernel [inputs, outputs], bias [outputs]; found ${found}.`);
  }
  if (usesKernels(x, kernel, bias)) return nativeDense([x, kernel, bias], activation);
  const y = tf.matMul(x, kernel).add<tf.Tensor2D>(bias);
  return activation === 'relu' ? y.relu() : y;
}

/** An affine map of the last axis: y = x kernel + bias. */
export class Dense {
  /** [inputs, outputs] */
  readonly kernel: tf.Variable<tf.Rank.R2>;
  /** [outputs] */
  readonly bias: tf.Variable<tf.Rank.R1>;

  constructor(
    readonly inputs: number,
    readonly outputs: number,
    random: Random,
  ) {
    const bound = 1 / Math.sqrt(inputs);
    this.kernel = uniformParameter<tf.Rank.R2>([inputs, outputs], bound, random);
    this.bias = uniformParameter<tf.Rank.R1>([outputs], bound, random);
  }

  get variables(): tf.Variable[] {
    return [this.kernel, this.bias];
  }

  /**
   * Applies the map.
   *
   * @param x  [..., inputs]; leading axes are kept.
   * @returns  [..., outputs]
   */
  apply<T extends tf.Tensor>(x: T, activation: 'linear' | 'relu' = 'linear'): T {
    const leading = x.shape.slice(0, -1);
    const rows = x.reshape<tf.Tensor2D>([-1, this.inputs]); // [rows, inputs]
    return dense(rows, this.kernel, this.bias, activation).reshape<T>([...leading, this.outputs]);
  }
}
