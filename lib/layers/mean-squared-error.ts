/** The mean squared error, the loss of most of the networks. */
import * as tf from '@tensorflow/tfjs';
import { differentiable, runOperation, usesKernels } from '../runtime/index';

const operation = differentiable({
  name: 'TelltaleMeanSquaredError',
  outputs: 1,
  gradient: ([dLoss], { inputs: [prediction, target] }) => {
    const dPrediction = () => runOperation('TelltaleMeanSquaredErrorGrad', [prediction, target, dLoss])[0];
    return [dPrediction, () => dPrediction().neg()];
  },
});

/**
 * Computes the mean of (prediction - target)^2 over all values.
 *
 * @throws If the shapes differ; the message gives both.
 */
export function meanSquaredError(prediction: tf.Tensor, target: tf.Tensor): tf.Scalar {
  if (!tf.util.arraysEqual(prediction.shape, target.shape)) {
    const [a, b] = [prediction, target].map(({ shape }) => `[${shape.join(', ')}]`);
    throw new Error(`meanSquaredError: expected prediction and target of one shape; found ${a} and ${b}.`);
  }
  if (usesKernels(prediction, target)) return operation([prediction, target])[0] as tf.Scalar;
  return tf.tidy(() => prediction.sub(target).square().mean<tf.Scalar>());
}
