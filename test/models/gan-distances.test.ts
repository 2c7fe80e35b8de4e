import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { meanDistances } from '../../lib/models/gan-distances';
import { loadBackend } from '../../lib/runtime';

describe('meanDistances', () => {
  before(() => loadBackend());

  it('averages magnitudes or squares over the values of each pair of rows', () => {
    tf.tidy(() => {
      const a = tf.tensor2d([1, 5, 0, 0], [2, 2]);
      const b = tf.tensor2d([2, 2, 0, -4], [2, 2]);
      assert.deepEqual(meanDistances.absolute(a, b).arraySync(), [2, 2]);
      assert.deepEqual(meanDistances.squared(a, b).arraySync(), [5, 8]);
    });
  });
});
