import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { loadBackend } from '../../lib/runtime';
import { Adam } from '../../lib/training';
import reference from '../fixtures/training.json';
import { assertClose } from '../support/numeric';

describe('Adam', () => {
  before(() => loadBackend());

  it("follows PyTorch's parameters step by step", () => {
    const { lr, grads, params } = reference.adam;
    const variable = tf.variable(tf.tensor1d(params[0]));
    const adam = new Adam([variable], { learningRate: lr });
    grads.forEach((gradient, step) => {
      tf.tidy(() => adam.apply([tf.tensor1d(gradient)]));
      tf.tidy(() => assertClose(variable, tf.tensor1d(params[step + 1]), 1e-5));
    });
    adam.dispose();
    variable.dispose();
  });

  it('moves several variables of different shapes as it moves each alone', () => {
    const values = [tf.randomNormal([2, 3], 0, 1, 'float32', 1), tf.randomNormal([4], 0, 1, 'float32', 2)];
    const gradients = [tf.randomNormal([2, 3], 0, 1, 'float32', 3), tf.randomNormal([4], 0, 1, 'float32', 4)];
    const together = values.map((value) => tf.variable(value));
    const alone = values.map((value) => tf.variable(value));
    const joint = new Adam(together, { learningRate: 0.1 });
    const single = alone.map((variable) => new Adam([variable], { learningRate: 0.1 }));
    for (let step = 0; step < 3; step++) {
      joint.apply(gradients);
      single.forEach((adam, i) => adam.apply([gradients[i]]));
    }
    together.forEach((variable, i) => assert.deepEqual(variable.dataSync(), alone[i].dataSync()));
    tf.dispose([...values, ...gradients, ...together, ...alone]);
    [joint, ...single].forEach((adam) => adam.dispose());
  });

  it('does not move at learning rate 0 and leaves no tensor behind', () => {
    const variable = tf.variable(tf.ones([3]));
    const adam = new Adam([variable], { learningRate: 1 });
    const gradient = tf.ones([3]);
    const before = tf.memory().numTensors;
    adam.setLearningRate(0);
    adam.apply([gradient]);
    assert.deepEqual([...variable.dataSync()], [1, 1, 1]);
    assert.equal(tf.memory().numTensors, before);
    adam.dispose();
    tf.dispose([variable, gradient]);
  });
});
