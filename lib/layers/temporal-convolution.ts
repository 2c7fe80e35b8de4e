import * as tf from '@tensorflow/tfjs';
import type { Random } from '../base/index';
import { uniformParameter } from './parameter';

export interface TemporalConvolutionSizes {
  /** Values per step that come in. */
  readonly inputs: number;
  /** Values per step that go out. */
  readonly outputs: number;
  /** Steps seen at once. */
  readonly kernelSize: number;
  /** Steps from one output to the next. */
  readonly stride: number;
}

/** A convolution over time that ends on the last step: zeros are put before the first one where the stride needs them. */
export class TemporalConvolution {
  /** [1, kernelSize, inputs, outputs]: an image of height 1, for which TensorFlow's kernels are made. */
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

  /** How many steps come out of `steps`. */
  stepsAfter(steps: number): number {
    return Math.ceil((steps - this.sizes.kernelSize) / this.sizes.stride) + 1;
  }

  /**
   * @param x  [batch, steps, inputs]
   * @returns  [batch, ceil((steps - kernelSize) / stride) + 1, outputs]
   */
  apply(x: tf.Tensor3D): tf.Tensor3D {
    const [, steps, inputs] = x.shape;
    const { kernelSize, stride, outputs } = this.sizes;
    const after = this.stepsAfter(steps);
    const missing = (after - 1) * stride + kernelSize - steps;
    const padded = missing > 0 ? tf.pad(x, [[0, 0], [missing, 0], [0, 0]]) : x; // prettier-ignore
    const image = padded.reshape<tf.Tensor4D>([-1, 1, steps + missing, inputs]);
    const out = tf.conv2d(image, this.kernel, [1, stride], 'valid').add<tf.Tensor4D>(this.bias);
    return out.reshape<tf.Tensor3D>([-1, after, outputs]);
  }
}
