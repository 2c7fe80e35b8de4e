/** The LSTM as one native operation, forwards and backwards (lib/runtime/native/lstm.h). */
import * as tf from '@tensorflow/tfjs';
import { differentiable, isRecordedForGradients, runOperation } from '../runtime/index';
import { nativeDenseInputGradient } from './native-dense';

const operation = differentiable({
  name: 'TelltaleLstm',
  outputs: 2,
  gradient: ([dStates], { inputs, outputs: [states, trace], attributes: { steps, initial_states } }) => {
    const [x, kernel, recurrentKernel, bias, ...initial] = inputs;
    const [dProjection, ...others] = runOperation(
      'TelltaleLstmGrad',
      [x, kernel, recurrentKernel, bias, states, trace, dStates, ...initial],
      { attributes: { steps, initial_states }, outputs: 4 + initial.length },
    );
    const [hidden4] = dProjection.shape.slice(-1);
    const dX = () =>
      nativeDenseInputGradient(dProjection.reshape([-1, hidden4]), kernel as tf.Tensor2D).reshape(x.shape);
    return [dX, ...others.map((gradient) => () => gradient)];
  },
});

/** Computes what `lstm` does; its shapes are checked. */
export function nativeLstm(
  inputs: readonly [x: tf.Tensor, kernel: tf.Tensor2D, recurrentKernel: tf.Tensor2D, bias: tf.Tensor1D],
  steps: number,
  initial: readonly tf.Tensor2D[],
): tf.Tensor3D {
  const attributes = { steps, initial_states: initial.length, keep_trace: isRecordedForGradients() };
  return tf.tidy(() => operation([...inputs, ...initial], attributes)[0] as tf.Tensor3D);
}
