import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { positionalEncoding } from '../../lib/layers';
import { loadBackend } from '../../lib/runtime';

describe('positionalEncoding', () => {
  before(() => loadBackend());

  it('has sines in even and cosines in odd columns, slower to the right', () => {
    const encoding = tf.tidy(() => positionalEncoding(4, 5).arraySync());
    assert.deepEqual(encoding[0], [0, 1, 0, 1, 0]);
    const slowest = 10000 ** -0.8;
    const expected = [Math.sin(3), Math.cos(3), Math.sin(3 * 10000 ** -0.4), Math.cos(3 * 10000 ** -0.4)];
    [...expected, Math.sin(3 * slowest)].forEach((value, i) => assert.ok(Math.abs(encoding[3][i] - value) < 1e-6));
  });
});
