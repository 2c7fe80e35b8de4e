/** A convolution over time. */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../base/index';
import { usesKernels } from '../runtime/index';
import { nativeConvolution } from './native-convolution';
import { uniformParameter } from './parameter';

export interface TemporalConvolutionSizes {
  /** Input values per step. */
  readonly inputs: number;
  /** Output values per step. */
  readonly outputs: number;
  /** Steps in the kernel. */
  readonly kernelSize: number;
  /** Steps from one output to the next. */
  readonly stride: number;
}

/** A convolution over time that ends on the last step, with zeros before the first step if the stride requires them. */
export class TemporalConvolution {
  /** [1, kernelSize, inputs, outputs], for an image of height 1, because TensorFlow's kernels are made for images. */
  readonly kernel: tf.Variable<tf.Rank.R4>;
  /** [outputs] */
  readonly bias: tf.Variable<tf.Rank.R1>;

  constructor(
    private readonly sizes: TemporalConvolutionSizes,
    random: Random,
  ) {
    const { inputs, outputs, kernelSize } = sizes;
    const bound = 1 / Math.sqrt(kernelSize * inputs);
    this.kernel = uniformParameter<tf.Rank.R4>([1, kernelSize, inputs, outputs], bound, random);
    this.bias = uniformParameter<tf.Rank.R1>([outputs], bound, random);
  }

  get variables(): tf.Variable[] {
    return [this.kernel, this.bias];
  }

  /** Computes the number of output steps for `steps` input steps. */
  stepsAfter(steps: number): number {
    return Math.ceil((steps - this.sizes.kernelSize) / this.sizes.stride) + 1;
  }

  /**
   * Applies the convolution.
   *
   * @param x  [batch, steps, inputs]
   * @returns  [batch, ceil((steps - kernelSize) / stride) + 1, outputs]
   */
  apply(x: tf.Tensor3D): tf.Tensor3D {
    const [, steps, inputs] = x.shape;
    const { kernelSize, stride, outputs } = this.sizes;
    const after = this.stepsAfter(steps);
    const missing = (after - 1) * stride + kernelSize - steps;
    const padded =
      missing > 0
        ? tf.pad(x, [
            [0, 0],
            [missing, 0],
            [0, 0],
          ])
        : x;
    const image = padded.reshape<tf.Tensor4D>([-1, 1, steps + missing, inputs]);
    if (usesKernels(image, this.kernel)) {
      const sizes = { image: [1, steps + missing], patch: [1, kernelSize], count: [1, after] } as const;
      const geometry = { ...sizes, stride: [1, stride], before: [0, 0] } as const;
      return nativeConvolution(image, this.kernel, this.bias, geometry).reshape<tf.Tensor3D>([-1, after, outputs]);
    }
    const out = tf.conv2d(image, this.kernel, [1, stride], 'valid').add<tf.Tensor4D>(this.bias);
    return out.reshape<tf.Tensor3D>([-1, after, outputs]);
  }
}
