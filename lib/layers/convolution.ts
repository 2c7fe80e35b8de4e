/** Convolutions of images and their transposes, with zero padding. Stride 2 halves or doubles both sides. */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../base/index';
import { usesKernels } from '../runtime/index';
import { nativeConvolution, nativeTransposedConvolution, samePadding } from './native-convolution';
import { uniformParameter } from './parameter';

export interface ConvolutionSizes {
  /** Input channels. */
  readonly inputs: number;
  /** Output channels. */
  readonly outputs: number;
  /** Pixels along one side of the kernel. */
  readonly kernelSize: number;
  readonly stride: number;
}

/** A convolution of images with zero padding. */
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
   * Applies the convolution.
   *
   * @param x  [batch, height, width, inputs]
   * @returns  [batch, ceil(height / stride), ceil(width / stride), outputs]
   */
  apply(x: tf.Tensor4D): tf.Tensor4D {
    if (usesKernels(x, this.kernel)) {
      const geometry = samePadding([x.shape[1], x.shape[2]], this.kernel.shape[0], this.stride);
      return nativeConvolution(x, this.kernel, this.bias, geometry);
    }
    return tf.conv2d(x, this.kernel, this.stride, 'same').add(this.bias);
  }
}

/** The gradient of a {@link Convolution}, used as a layer: a learnt enlargement of images. */
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
    // A pixel is a sum of kernelSize^2 inputs / stride^2 products.
    const bound = stride / Math.sqrt(kernelSize * kernelSize * inputs);
    this.kernel = uniformParameter<tf.Rank.R4>([kernelSize, kernelSize, outputs, inputs], bound, random);
    this.bias = uniformParameter<tf.Rank.R1>([outputs], bound, random);
  }

  get variables(): tf.Variable[] {
    return [this.kernel, this.bias];
  }

  /**
   * Applies the transposed convolution.
   *
   * @param x  [batch, height, width, inputs]
   * @returns  [batch, height * stride, width * stride, outputs]
   */
  apply(x: tf.Tensor4D): tf.Tensor4D {
    const { outputs, stride } = this.sizes;
    const [batch, height, width] = x.shape;
    const shape: [number, number, number, number] = [batch, height * stride, width * stride, outputs];
    if (usesKernels(x, this.kernel)) {
      const geometry = samePadding([shape[1], shape[2]], this.kernel.shape[0], stride);
      return nativeTransposedConvolution(x, this.kernel, geometry).add(this.bias);
    }
    return tf.conv2dTranspose(x, this.kernel, shape, stride, 'same').add(this.bias);
  }
}
