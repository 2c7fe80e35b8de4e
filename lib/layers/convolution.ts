/** Convolutions of images and their transposes, with zero padding: stride 2 halves or doubles both sides. */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../base/index';
import { uniformParameter } from './parameter';

export interface ConvolutionSizes {
  /** Channels that come in. */
  readonly inputs: number;
  /** Channels that go out. */
  readonly outputs: number;
  /** Pixels along a side of the kernel. */
  readonly kernelSize: number;
  readonly stride: number;
}

export class Convolution {
  /** [kernelSize, kernelSize, inputs, outputs] */
  readonly kernel: tf.Variable<tf.Rank.R4>;
  /** [outputs] */
  readonly bias: tf.Variable<tf.Rank.R1>;
  private readonly stride: number;

  constructor({ inputs, outputs, kernelSize, stride }: ConvolutionSizes, random: Random) {
    const bound = 1 / Math.sqrt(kernelSize * kernelSize * inputs);
    this.kernel = uniformParameter<tf.Rank.R4>([kernelSize, kernelSize, inputs, outputs], bound, random);
    this.bias = uniformParameter<tf.Rank.R1>([outputs], bound, random);
    this.stride = stride;
  }

  get variables(): tf.Variable[] {
    return [this.kernel, this.bias];
  }

  /**
   * @param x  [batch, height, width, inputs]
   * @returns  [batch, ceil(height / stride), ceil(width / stride), outputs]
   */
  apply(x: tf.Tensor4D): tf.Tensor4D {
    return tf.conv2d(x, this.kernel, this.stride, 'same').add(this.bias);
  }
}

/** What the gradient of a {@link Convolution} does to an image: a learnt enlargement. */
export class TransposedConvolution {
  /** [kernelSize, kernelSize, outputs, inputs] */
  readonly kernel: tf.Variable<tf.Rank.R4>;
  /** [outputs] */
  readonly bias: tf.Variable<tf.Rank.R1>;

  constructor(
    private readonly sizes: ConvolutionSizes,
    random: Random,
  ) {
    const { inputs, outputs, kernelSize, stride } = sizes;
    const bound = stride / Math.sqrt(kernelSize * kernelSize * inputs); // so many products make up a pixel
    this.kernel = uniformParameter<tf.Rank.R4>([kernelSize, kernelSize, outputs, inputs], bound, random);
    this.bias = uniformParameter<tf.Rank.R1>([outputs], bound, random);
  }

  get variables(): tf.Variable[] {
    return [this.kernel, this.bias];
  }

  /**
   * @param x  [batch, height, width, inputs]
   * @returns  [batch, height * stride, width * stride, outputs]
   */
  apply(x: tf.Tensor4D): tf.Tensor4D {
    const { outputs, stride } = this.sizes;
    const [batch, height, width] = x.shape;
    const shape: [number, number, number, number] = [batch, height * stride, width * stride, outputs];
    return tf.conv2dTranspose(x, this.kernel, shape, stride, 'same').add(this.bias);
  }
}
