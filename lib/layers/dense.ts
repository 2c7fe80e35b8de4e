/** A dense layer. */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../base/index';
import { uniformParameter } from './parameter';

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
  apply<T extends tf.Tensor>(x: T): T {
    const leading = x.shape.slice(0, -1);
    const rows = x.reshape([-1, this.inputs]); // [rows, inputs]
    const y = tf.matMul(rows, this.kernel).add(this.bias); // [rows, outputs]
    return y.reshape<T>([...leading, this.outputs]);
  }
}
