/** A small LSTM-VAE, its Adam and its training step, for tests of what runs that step. */
import * as tf from '@tensorflow/tfjs';
import { LstmVae } from '../../lib/models';
import { Adam } from '../../lib/training';

export function trainingStep(seed = 0) {
  const model = new LstmVae({ windowSize: 6, features: 3, hiddenUnits: 8, latentDim: 2, seed });
  const optimizer = new Adam(model.variables, { learningRate: 1e-2 });
  const step = (x: tf.Tensor) => {
    const variables = [...model.variables];
    const { value, grads } = tf.variableGrads(() => model.loss(x as tf.Tensor3D, { training: true }), variables);
    optimizer.apply(variables.map((variable) => grads[variable.name]));
    return [value];
  };
  const dispose = () => {
    model.dispose();
    optimizer.dispose();
  };
  const weights = () => model.variables.map((variable) => variable.dataSync<'float32'>().slice());
  return { model, optimizer, step, weights, dispose };
}

/** Batches of windows that fit the step, [count, batch, 6, 3]. */
export function trainingBatches(count: number, batch = 4): tf.Tensor4D {
  return tf.randomNormal([count, batch, 6, 3], 0, 1, 'float32', 1);
}
