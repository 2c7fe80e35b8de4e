import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { layerNorm, LayerNorm } from '../../lib/layers';
import { loadBackend } from '../../lib/runtime';
import { assertClose, finiteDifference } from '../support/numeric';

const run = (...[x, gain, bias]: tf.Tensor[]) => layerNorm(x, gain as tf.Tensor1D, bias as tf.Tensor1D);

describe('layerNorm', () => {
  before(() => loadBackend());

  it('normalises each row to mean 0 and variance 1, then scales and shifts it', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([
        [1, 2, 3, 4],
        [-30, 10, 10, 10],
      ]);
      const expected = [
        [-3, -1, 1, 3].map((value) => value / Math.sqrt(5 + 4e-5)),
        [-3, 1, 1, 1].map((value) => value / Math.sqrt(3)),
      ];
      assertClose(layerNorm(x, tf.ones([4]), tf.zeros([4])), tf.tensor2d(expected), 1e-5);
      const [gain, bias] = [tf.tensor1d([1, 0, 2, -1]), tf.tensor1d([0, 5, 0, 1])];
      assertClose(layerNorm(x, gain, bias), tf.tensor2d(expected).mul(gain).add(bias), 1e-5);
    });
  });

  it('agrees with finite differences in every argument', () => {
    tf.tidy(() => {
      const upstream = tf.randomNormal([2, 3, 5], 0, 1, 'float32', 1);
      const inputs = [[2, 3, 5], [5], [5]].map((shape, i) => tf.randomNormal(shape, 0, 1, 'float32', i + 2));
      const loss = (...inputs: tf.Tensor[]) =>
        run(...inputs)
          .mul(upstream)
          .sum<tf.Scalar>();
      const gradients = tf.grads((...args) => loss(...args))(inputs);
      inputs.forEach((_, i) => assertClose(gradients[i], finiteDifference(loss, inputs, i), 2e-2));
    });
  });

  it('refuses a gain of the wrong size', () => {
    tf.tidy(() => {
      assert.throws(
        () => run(tf.zeros([2, 3]), tf.zeros([4]), tf.zeros([3])),
        /layerNorm: .*found \[2, 3\], \[4\], \[3\]/,
      );
    });
  });

  it('starts as the plain normalisation and leaks no tensor', () => {
    const before = tf.memory().numTensors;
    const norm = new LayerNorm(3);
    tf.tidy(() => {
      const x = tf.tensor2d([[1, 2, 6]]);
      assertClose(norm.apply(x), layerNorm(x, tf.ones([3]), tf.zeros([3])), 1e-7);
      tf.grad((x) => norm.apply(x).sum())(x);
    });
    tf.dispose(norm.variables);
    assert.equal(tf.memory().numTensors, before);
  });
});
