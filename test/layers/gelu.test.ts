import * as tf from '@tensorflow/tfjs';
import { Random } from '../../lib/base';
import { gelu } from '../../lib/layers';
import { loadBackend } from '../../lib/runtime';
import { assertClose, finiteDifference } from '../support/numeric';

describe('gelu', () => {
  before(() => loadBackend());

  it('agrees with values and slopes from the tables of the normal distribution', () => {
    tf.tidy(() => {
      const x = tf.tensor1d([-3, -1, 0, 0.5, 2]);
      // P(Z <= x) and the density at x, to seven digits.
      const probability = tf.tensor1d([0.001349898, 0.1586553, 0.5, 0.6914625, 0.9772499]);
      const density = tf.tensor1d([0.004431848, 0.2419707, 0.3989423, 0.3520653, 0.05399097]);
      assertClose(gelu(x), x.mul(probability), 1e-6);
      assertClose(tf.grad((x) => gelu(x))(x), probability.add(x.mul(density)), 1e-6);
    });
  });

  it('agrees with finite differences, with a different upstream gradient for each element', () => {
    const random = new Random(5);
    tf.tidy(() => {
      const x = tf.tensor(
        Array.from({ length: 12 }, () => random.normal(0, 1.5)),
        [3, 4],
      );
      const loss = (x: tf.Tensor) => gelu(x).square().sum<tf.Scalar>();
      assertClose(tf.grad(loss)(x), finiteDifference(loss, [x], 0), 1e-3);
    });
  });
});
