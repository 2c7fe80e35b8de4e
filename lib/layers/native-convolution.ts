/** Convolutions as products with patches of the images, by native operations (lib/runtime/native/patches.h). */
import * as tf from '@tensorflow/tfjs';
import { differentiable } from '../runtime/index';
import { nativeDense, nativeDenseInputGradient } from './native-dense';

/** Heights and widths, in pixels; `count` in patches. */
export interface PatchGeometry {
  /** Of the images. */
  readonly image: readonly [number, number];
  /** Of a patch, which is as large as the kernel. */
  readonly patch: readonly [number, number];
  readonly count: readonly [number, number];
  readonly stride: readonly [number, number];
  /** Zeros above and left of the image. */
  readonly before: readonly [number, number];
}

const takePatches = differentiable({
  name: 'TelltalePatches',
  outputs: 1,
  gradient: ([dPatches], { attributes }) => [() => putPatches([dPatches], attributes)[0]],
});

/** The adjoint: it adds patches where they overlap. */
const putPatches = differentiable({
  name: 'TelltalePutPatches',
  outputs: 1,
  gradient: ([dImages], { attributes }) => [() => takePatches([dImages], attributes)[0]],
});

/** Finds the patches of a convolution with zero padding, whose output is the input's size divided by the stride. */
export function samePadding([height, width]: [number, number], size: number, stride: number): PatchGeometry {
  const countOf = (pixels: number) => Math.ceil(pixels / stride);
  const beforeOf = (pixels: number) => Math.max(0, (countOf(pixels) - 1) * stride + size - pixels) >> 1;
  return {
    image: [height, width],
    patch: [size, size],
    count: [countOf(height), countOf(width)],
    stride: [stride, stride],
    before: [beforeOf(height), beforeOf(width)],
  };
}

/**
 * Computes a convolution.
 *
 * @param x       [batch, ...image, inputs]
 * @param kernel  [...patch, inputs, outputs]
 * @returns       [batch, ...count, outputs]
 */
export function nativeConvolution(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  bias: tf.Tensor1D,
  geometry: PatchGeometry,
): tf.Tensor4D {
  const outputs = kernel.shape[3];
  return tf.tidy(() => {
    const [patches] = takePatches([x], { ...geometry }) as [tf.Tensor2D];
    return nativeDense([patches, kernel.reshape([-1, outputs]), bias], 'linear').reshape<tf.Tensor4D>([
      x.shape[0],
      ...geometry.count,
      outputs,
    ]);
  });
}

/**
 * Computes a transposed convolution, without bias.
 *
 * @param x         [batch, ...count, inputs]
 * @param kernel    [...patch, outputs, inputs]
 * @param geometry  That of the convolution back, from the result to x.
 * @returns         [batch, ...image, outputs]
 */
export function nativeTransposedConvolution(x: tf.Tensor4D, kernel: tf.Tensor4D, geometry: PatchGeometry): tf.Tensor4D {
  const inputs = kernel.shape[3];
  return tf.tidy(() => {
    const patches = nativeDenseInputGradient(x.reshape([-1, inputs]), kernel.reshape([-1, inputs]));
    return putPatches([patches], { ...geometry })[0] as tf.Tensor4D;
  });
}
