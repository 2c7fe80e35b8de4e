import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { leakyRelu } from '../../lib/layers';
import { loadBackend } from '../../lib/runtime';
import { assertClose } from '../support/numeric';

describe('leakyRelu', () => {
  before(() => loadBackend());

  it('keeps positive values and scales the others, and so does its gradient', () => {
    tf.tidy(() => {
      const x = tf.tensor1d([-2, -0.5, 0, 0.5, 3]);
      assertClose(leakyRelu(x), x.leakyRelu(0.2), 1e-7);
      assertClose(leakyRelu(x, 0.1), x.leakyRelu(0.1), 1e-7);
      assertClose(tf.grad((x) => leakyRelu(x).sum())(x), tf.tensor1d([0.2, 0.2, 0.2, 1, 1]), 1e-7);
    });
  });

  it("has a second derivative: of (w f)^2 / 2 by x and then by w, 2 w f f'", () => {
    tf.tidy(() => {
      const x = tf.tensor1d([-2, 3]);
      const slopes = (w: tf.Tensor) =>
        tf
          .grad((x) => leakyRelu(x).mul(w).square().sum().div(2))(x)
          .sum();
      assertClose(tf.grad(slopes)(tf.tensor1d([1.5, 2])), tf.tensor1d([2 * 1.5 * -0.4 * 0.2, 2 * 2 * 3]), 1e-6);
      assert.throws(() =>
        tf.grad((w) =>
          tf
            .grad((x) => x.leakyRelu(0.2).mul(w).sum())(x.mul(w))
            .sum(),
        )(x),
      );
    });
  });
});
