import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { mergeHeads, splitHeads } from '../../lib/layers';
import { loadBackend } from '../../lib/runtime';

describe('splitHeads and mergeHeads', () => {
  before(() => loadBackend());

  it('split parts, then heads, then depth, and put the heads side by side again', () => {
    tf.tidy(() => {
      // One window of 2 steps; values number the columns: 2 parts of 2 heads of depth 3.
      const x = tf.stack([tf.range(0, 12), tf.range(100, 112)]).expandDims<tf.Tensor3D>(0);
      const [first, second] = splitHeads(x, 2, 2);
      assert.deepEqual(first.arraySync(), [
        [
          [
            [0, 1, 2],
            [100, 101, 102],
          ],
          [
            [3, 4, 5],
            [103, 104, 105],
          ],
        ],
      ]);
      assert.deepEqual(second.slice([0, 1, 0, 0], [1, 1, 1, 3]).flatten().arraySync(), [9, 10, 11]);
      assert.deepEqual(mergeHeads(second).arraySync(), x.slice([0, 0, 6], [1, 2, 6]).arraySync());
      assert.throws(() => splitHeads(x, 5, 2), /2 parts of 5 heads divide; found 12/);
    });
  });
});
