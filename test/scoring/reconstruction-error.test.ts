import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { selectWindows, type Windows } from '../../lib/data';
import { LstmVae } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { featureErrors, reconstructWindows, scoreWindows, stepErrors } from '../../lib/scoring';

/** Makes windows of `windowSize` steps of `features` values. */
function windowsOf(values: Float32Array, { windowSize, features }: { windowSize: number; features: number }): Windows {
  const count = values.length / (windowSize * features);
  const starts = Int32Array.from({ length: count }, (_, i) => i);
  return { values, count, windowSize, features, stride: 1, starts, labels: new Uint8Array(count) };
}

describe('errors of a reconstruction', () => {
  before(() => loadBackend());

  // Two windows of three steps of two features; the offsets are what the reconstruction is off by.
  const windows = windowsOf(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), { windowSize: 3, features: 2 });
  const offsets = [0, 1, 2, 0, 1, 3, 0, 0, 0, 2, 4, 0];
  const model = {
    name: 'off by known amounts',
    reconstruct: (batch: tf.Tensor3D) => batch.add<tf.Tensor3D>(tf.tensor3d(offsets, [2, 3, 2])),
  };

  it('averages the squares over features for a step, over steps for a feature', () => {
    assert.deepEqual([...stepErrors(model, windows)], [0.5, 2, 5, 0, 2, 8]);
    const thirds = [5, 10, 16, 4].map((sum) => Math.fround(sum / 3));
    featureErrors(model, windows).forEach((error, i) => assert.ok(Math.abs(error - thirds[i]) < 1e-6));
    assert.equal(featureErrors(model, windows).length, 4);
  });

  it('lays the reconstructions end to end, like the windows', () => {
    assert.deepEqual([...reconstructWindows(model, windows)], [1, 3, 5, 4, 6, 9, 7, 8, 9, 12, 15, 12]);
  });

  it('refuses a value that is not finite, and says where it is', () => {
    const broken = { ...windows, values: windows.values.slice() };
    broken.values[9] = NaN;
    const message = /^Error: off by .*: expected finite values .* found NaN in window 1, step 1, feature 1\.$/;
    assert.throws(() => stepErrors(model, broken), message);
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    for (const each of [stepErrors, featureErrors, reconstructWindows]) each(model, windows);
    assert.equal(tf.memory().numTensors, before);
  });
});

describe('scoreWindows', () => {
  before(() => loadBackend());

  it('gives each window the same score, to the last bit, in whatever batch it is', () => {
    const count = 2 * 1024 + 5;
    const random = new Random(0);
    const values = Float32Array.from({ length: count * 4 * 2 }, () => random.normal());
    const many = windowsOf(values, { windowSize: 4, features: 2 });
    const model = new LstmVae({ windowSize: 4, features: 2, hiddenUnits: 4, latentDim: 2 });
    const together = scoreWindows(model, many);
    const apart = [0, 700, 1400].flatMap((start) => {
      const rows = Int32Array.from({ length: Math.min(700, count - start) }, (_, i) => start + i);
      return [...scoreWindows(model, selectWindows(many, rows))];
    });
    assert.deepEqual([...together], apart);
    model.dispose();
  });
});
