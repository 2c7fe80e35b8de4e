import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { BatchNorm, CentredConvolution } from '../../lib/layers';
import { loadBackend } from '../../lib/runtime';

const near = (found: ArrayLike<number>, expected: readonly number[]) => {
  assert.equal(found.length, expected.length);
  expected.forEach((value, i) => assert.ok(Math.abs(found[i] - value) < 1e-4, `${i}: ${found[i]}, not ${value}`));
};

describe('BatchNorm', () => {
  before(() => loadBackend());

  it('normalises by the batch in training, and by what it has seen afterwards', () => {
    const norm = new BatchNorm(1);
    tf.tidy(() => {
      const x = tf.tensor2d([1, 2, 3, 6], [4, 1]); // mean 3, variance 3.5, unbiased 14 / 3
      const root = Math.sqrt(3.5 + 1e-5);
      near(norm.apply(x, true).dataSync(), [-2 / root, -1 / root, 0, 3 / root]);
      near(norm.runningMean.dataSync(), [0.3]);
      near(norm.runningVariance.dataSync(), [0.9 + 14 / 30]);
      norm.gain.assign(tf.tensor1d([2]));
      norm.bias.assign(tf.tensor1d([1]));
      near(norm.apply(x, false).dataSync().slice(0, 1), [(2 * 0.7) / Math.sqrt(0.9 + 14 / 30) + 1]);
    });
    tf.dispose(norm.variables);
  });

  it('keeps channels apart, over all leading axes, and is finite on constants and on one row', () => {
    const norm = new BatchNorm(2);
    tf.tidy(() => {
      const x = tf.tensor3d([0, 5, 2, 5, 0, 5, 2, 5], [2, 2, 2]);
      near(norm.apply(x, true).dataSync(), [-1, 0, 1, 0, -1, 0, 1, 0]);
      near(norm.apply(tf.tensor2d([3, 4], [1, 2]), true).dataSync(), [0, 0]);
    });
    tf.dispose(norm.variables);
  });
});

describe('CentredConvolution', () => {
  before(() => loadBackend());

  it('sees a step before and a step after, zeros beyond the ends', () => {
    const layer = new CentredConvolution({ inputs: 2, outputs: 1, kernelSize: 3 }, new Random(0));
    tf.tidy(() => {
      layer.kernel.assign(tf.tensor2d([1, 0, 10, 100, 0, 1000], [6, 1]));
      const x = tf.tensor3d([1, 2, 3, 4, 5, 6], [1, 3, 2]);
      // previous first + 10 first + 100 second + 1000 next second
      near(layer.apply(x).dataSync(), [10 + 200 + 4000, 1 + 30 + 400 + 6000, 3 + 50 + 600]);
      assert.deepEqual(layer.apply(x).shape, [1, 3, 1]);
    });
    tf.dispose(layer.variables);
  });
});
