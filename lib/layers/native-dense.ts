/**
 * The dense layer as native operations (lib/runtime/native/dense.h). Their gradients are each other, so that a gradient may be
 * taken of a gradient, as a critic's penalty needs it.
 */
import * as tf from '@tensorflow/tfjs';
import { differentiable, usesKernels } from '../runtime/index';

type Activation = 'linear' | 'relu';

const denseOperation = differentiable({
  name: 'TelltaleDense',
  outputs: 1,
  gradient: ([dy], { inputs: [x, kernel], outputs: [y], attributes: { activation } }) => {
    const dp = activation === 'relu' ? reluGradient([dy, y])[0] : dy;
    return [() => inputGradient([dp, kernel])[0], () => kernelGradient([x, dp])[0], () => biasGradient([dp])[0]];
  },
});

/** dp kernel^T, for p = x kernel + bias. */
const inputGradient = differentiable({
  name: 'TelltaleDenseInputGrad',
  outputs: 1,
  gradient: ([d], { inputs: [dp, kernel] }) => [() => product(d, kernel), () => kernelGradient([d, dp])[0]],
});

/** x^T dp */
const kernelGradient = differentiable({
  name: 'TelltaleDenseKernelGrad',
  outputs: 1,
  gradient: ([d], { inputs: [x, dp] }) => [() => inputGradient([dp, d])[0], () => product(x, d)],
});

/** The sum of the rows of dp. */
const biasGradient = differentiable({
  name: 'TelltaleDenseBiasGrad',
  outputs: 1,
  gradient: ([d], { inputs: [dp] }) => [() => d.reshape([1, -1]).tile([dp.shape[0], 1])],
});

/** dy where y is above 0. */
const reluGradient = differentiable({
  name: 'TelltaleReluGrad',
  outputs: 1,
  gradient: ([d], { inputs: [, y] }) => [() => reluGradient([d, y])[0], () => tf.zerosLike(y)],
});

const product = (x: tf.Tensor, kernel: tf.Tensor): tf.Tensor =>
  denseOperation([x, kernel, tf.zeros([kernel.shape[1]!])], { activation: 'linear' })[0];

/**
 * Computes x kernel for x [rows, inputs], by the native kernels where they are: each number is summed in one order, whatever
 * the number of threads, which TensorFlow's own product does not promise.
 */
export function matrixProduct(x: tf.Tensor2D, kernel: tf.Tensor2D): tf.Tensor2D {
  return usesKernels(x, kernel) ? (product(x, kernel) as tf.Tensor2D) : tf.matMul(x, kernel);
}

/** Computes the sum of the rows of x [rows, columns] as [columns], by the native kernels where they are, as in {@link matrixProduct}. */
export function sumOfRows(x: tf.Tensor2D): tf.Tensor1D {
  return usesKernels(x) ? (biasGradient([x])[0] as tf.Tensor1D) : x.sum<tf.Tensor1D>(0);
}

/** Computes activation(x kernel + bias) for x [rows, inputs]; the shapes are checked. */
export function nativeDense(
  inputs: readonly [x: tf.Tensor2D, kernel: tf.Tensor2D, bias: tf.Tensor1D],
  activation: Activation,
): tf.Tensor2D {
  return denseOperation(inputs, { activation })[0] as tf.Tensor2D;
}

/** Computes the gradient of x from that of x kernel: dp kernel^T. */
export function nativeDenseInputGradient(dp: tf.Tensor2D, kernel: tf.Tensor2D): tf.Tensor2D {
  return inputGradient([dp, kernel])[0] as tf.Tensor2D;
}
