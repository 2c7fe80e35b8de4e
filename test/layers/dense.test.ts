import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { Dense } from '../../lib/layers';
import { loadBackend } from '../../lib/runtime';

describe('Dense', () => {
  before(() => loadBackend());

  it('multiplies the last axis and keeps the leading ones', () => {
    const dense = new Dense(2, 3, new Random(0));
    tf.tidy(() => {
      dense.kernel.assign(
        tf.tensor2d([
          [1, 2, 3],
          [10, 20, 30],
        ]),
      );
      dense.bias.assign(tf.tensor1d([0.5, 0, -0.5]));
    });
    const y = tf.tidy(() => dense.apply(tf.tensor3d([[[1, 0]], [[1, 1]]])));
    assert.deepEqual(y.shape, [2, 1, 3]);
    assert.deepEqual([...y.dataSync()], [1.5, 2, 2.5, 11.5, 22, 32.5]);
    tf.dispose([y, ...dense.variables]);
  });

  it('starts within 1 / sqrt(inputs), the same for the same seed', () => {
    const [a, b] = [new Dense(16, 8, new Random(3)), new Dense(16, 8, new Random(3))];
    const values = a.kernel.dataSync();
    assert.deepEqual(values, b.kernel.dataSync());
    const largest = Math.max(...values.map(Math.abs));
    assert.ok(largest <= 0.25 && largest > 0.2, String(largest));
    tf.dispose([...a.variables, ...b.variables]);
  });
});
