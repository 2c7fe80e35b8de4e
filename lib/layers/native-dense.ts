/** The dense layer as one native operation, forwards and backwards (lib/runtime/native/dense.h). */
import type * as tf from '@tensorflow/tfjs';
import { differentiable, runOperation } from '../runtime/index';

const operation = differentiable({
  name: 'TelltaleDense',
  outputs: 1,
  gradient: ([dy], { inputs: [x, kernel], outputs: [y], attributes: { activation } }) => {
    const dp = activation === 'relu' ? runOperation('TelltaleReluGrad', [dy, y])[0] : dy;
    return [
      () => nativeDenseInputGradient(dp as tf.Tensor2D, kernel as tf.Tensor2D),
      () => runOperation('TelltaleDenseKernelGrad', [x, dp])[0],
      () => runOperation('TelltaleDenseBiasGrad', [dp])[0],
    ];
  },
});

/** Computes activation(x kernel + bias) for x [rows, inputs]; the shapes are checked. */
export function nativeDense(
  inputs: readonly [x: tf.Tensor2D, kernel: tf.Tensor2D, bias: tf.Tensor1D],
  activation: 'linear' | 'relu',
): tf.Tensor2D {
  return operation(inputs, { activation })[0] as tf.Tensor2D;
}

/** Computes the gradient of x from that of x kernel: dp kernel^T. */
export function nativeDenseInputGradient(dp: tf.Tensor2D, kernel: tf.Tensor2D): tf.Tensor2D {
  return runOperation('TelltaleDenseInputGrad', [dp, kernel])[0] as tf.Tensor2D;
}
