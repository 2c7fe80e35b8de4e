import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { reverseGradient, stopGradient } from '../../lib/layers';
import { loadBackend } from '../../lib/runtime';

describe('stopGradient and reverseGradient', () => {
  before(() => loadBackend());

  it('keep the values; the one stops the gradient, the other reverses its sign', () => {
    tf.tidy(() => {
      const x = tf.tensor1d([1, -2]);
      for (const identity of [stopGradient, reverseGradient]) assert.deepEqual([...identity(x).dataSync()], [1, -2]);
      // x^2 has slope 2x; with one factor constant the slope is x.
      const slope = (run: (x: tf.Tensor) => tf.Tensor) => [
        ...tf
          .grad((x) => run(x))(x)
          .dataSync(),
      ];
      assert.deepEqual(
        slope((x) => x.mul(stopGradient(x))),
        [1, -2],
      );
      assert.deepEqual(
        slope((x) => reverseGradient(x).square()),
        [-2, 4],
      );
      assert.deepEqual(
        slope((x) => x.add(reverseGradient(x))),
        [0, 0],
      );
    });
  });
});
