/** A convolution over time that keeps the number of steps, without bias: what stands before a batch normalisation. */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../base/index';
import { matrixProduct } from './native-dense';
import { uniformParameter } from './parameter';

export interface CentredConvolutionSizes {
  /** Input values per step. */
  readonly inputs: number;
  /** Output values per step. */
  readonly outputs: number;
  /** Steps in the kernel; odd, so that it has a middle. */
  readonly kernelSize: number;
}

/** Sees as many steps before as after, zeros beyond the ends. */
export class CentredConvolution {
  /** [kernelSize * inputs, outputs]; the inputs of the kernel's first step come first. */
  readonly kernel: tf.Variable<tf.Rank.R2>;

  constructor(
    private readonly sizes: CentredConvolutionSizes,
    random: Random,
  ) {
    const width = sizes.kernelSize * sizes.inputs;
    this.kernel = uniformParameter<tf.Rank.R2>([width, sizes.outputs], 1 / Math.sqrt(width), random);
  }

  get variables(): tf.Variable[] {
    return [this.kernel];
  }

  /**
   * Applies the convolution, as a product with the stretches that the kernel sees.
   *
   * @param x  [batch, steps, inputs]
   * @returns  [batch, steps, outputs]
   */
  apply(x: tf.Tensor3D): tf.Tensor3D {
    const { inputs, outputs, kernelSize } = this.sizes;
    const steps = x.shape[1];
    const side = (kernelSize - 1) / 2;
    const padded = tf.pad(x, [
      [0, 0],
      [side, side],
      [0, 0],
    ]);
    const shifted = Array.from({ length: kernelSize }, (_, k) => padded.slice([0, k, 0], [-1, steps, -1]));
    const seen = kernelSize === 1 ? x : tf.concat<tf.Tensor3D>(shifted, 2); // [batch, steps, kernelSize * inputs]
    const rows = seen.reshape<tf.Tensor2D>([-1, kernelSize * inputs]);
    return matrixProduct(rows, this.kernel).reshape<tf.Tensor3D>([-1, steps, outputs]);
  }
}
