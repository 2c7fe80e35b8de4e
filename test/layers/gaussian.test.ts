import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { klDivergence, reparameterize } from '../../lib/layers';
import { loadBackend } from '../../lib/runtime';

describe('klDivergence', () => {
  before(() => loadBackend());

  it('is 0 for the prior and agrees with values computed by hand', () => {
    const kl = tf.tidy(() => [
      ...klDivergence(
        tf.tensor2d([
          [0, 0],
          [1, 0],
          [0, 2],
        ]),
        // Variances 1 and 1; 1 and 1; e and 1.
        tf.tensor2d([
          [0, 0],
          [0, 0],
          [1, 0],
        ]),
      ).dataSync(),
    ]);
    const byHand = [0, 0.5, 0.5 * (4 + Math.E - 2)];
    byHand.forEach((expected, i) => assert.ok(Math.abs(kl[i] - expected) < 1e-6, `${kl[i]} for ${expected}`));
  });
});

describe('reparameterize', () => {
  it('shifts by the mean and scales by the standard deviation', () => {
    const z = tf.tidy(() =>
      reparameterize(tf.tensor2d([[3, -1]]), tf.tensor2d([[Math.log(4), 0]]), tf.tensor2d([[1, 2]])).dataSync(),
    );
    assert.deepEqual([...z], [5, 1]);
  });

  it('refuses different shapes', () => {
    const [a, b] = [tf.zeros<tf.Rank.R2>([2, 3]), tf.zeros<tf.Rank.R2>([2, 4])];
    assert.throws(() => reparameterize(a, b, a), /found \[2, 3\], \[2, 4\], \[2, 3\]/);
    tf.dispose([a, b]);
  });
});
