import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { Egbad, type EgbadConfig } from '../../lib/models';
import { disposeIdleSessions, loadBackend } from '../../lib/runtime';
import { scoreWindows } from '../../lib/scoring';
import { fit } from '../../lib/training';
import {
  assertCaptured,
  assertGaussian,
  assertOnlyOwnMove,
  gaussianWindows,
  refuseEagerSteps,
} from '../support/adversarial';
import { assertSeeded } from '../support/detector';

const small: Partial<EgbadConfig> = {
  features: 2,
  hiddenUnits: [16, 16],
  latentDim: 2,
  jointUnits: 16,
  outputActivation: 'linear',
  learningRate: 1e-3,
};

const image: Partial<EgbadConfig> = { ...small, features: 64, networks: 'convolutional', hiddenUnits: [2, 3] };

describe('Egbad', () => {
  before(() => loadBackend());
  afterEach(disposeIdleSessions);
  refuseEagerSteps();

  it('moves D alone in its turn, G and E in theirs, dense and convolutional', () => {
    for (const config of [small, image]) {
      const model = new Egbad(config);
      const batch = tf.randomNormal<tf.Rank.R3>([8, 1, config.features!], 0, 1, 'float32', 1);
      assertOnlyOwnMove(model, batch);
      model.dispose();
      batch.dispose();
    }
  });

  it('trains as a graph as it does eagerly, dense and convolutional', () => {
    for (const config of [small, image]) {
      const batch = tf.randomNormal<tf.Rank.R3>([8, 1, config.features!], 0, 1, 'float32', 1);
      assertCaptured(() => new Egbad(config), batch);
      batch.dispose();
    }
  });

  it('scores alpha times the error plus the rest of one times what the discriminator sees', () => {
    const score = (config: Partial<EgbadConfig>) => {
      const model = new Egbad({ ...small, ...config });
      const values = tf.tidy(() => {
        const windows = tf.randomNormal<tf.Rank.R3>([3, 1, 2], 0, 1, 'float32', 1);
        const error = model.reconstruct(windows).sub(windows).abs().sum([1, 2]).dataSync();
        return { error, score: model.anomalyScore(windows).dataSync() };
      });
      model.dispose();
      return values;
    };
    for (const discrimination of ['features', 'cross-entropy'] as const) {
      const [ofError, ofBoth, ofVerdict] = [1, 0.9, 0].map((alpha) => score({ alpha, discrimination }));
      ofBoth.score.forEach((value, i) => {
        assert.ok(Math.abs(ofError.score[i] - ofError.error[i]) < 1e-5);
        assert.ok(Math.abs(value - 0.9 * ofError.score[i] - 0.1 * ofVerdict.score[i]) < 1e-5);
        assert.ok(ofVerdict.score[i] > 0);
      });
    }
  });

  it('gives a window the same score alone and in company', () => {
    const model = new Egbad(small);
    tf.tidy(() => {
      const windows = tf.randomNormal<tf.Rank.R3>([9, 1, 2], 0, 1, 'float32', 1);
      const together = model.anomalyScore(windows).dataSync();
      const [alone] = model.anomalyScore(windows.slice(5, 1)).dataSync();
      assert.ok(Math.abs(alone - together[5]) < 1e-5);
    });
    model.dispose();
  });

  it('learns a Gaussian without collapsing, and scores a planted anomaly highest', async () => {
    const windows = gaussianWindows();
    const model = new Egbad({ ...small, hiddenUnits: [32, 32], jointUnits: 32 });
    await fit(model, { train: windows, validation: windows }, { epochs: 60 });
    tf.tidy(() => assertGaussian(model.sample(2000), 0.25));
    const values = windows.values.slice(0, 40);
    values.set([-6, 7], 2 * 11);
    const scores = scoreWindows(model, { ...windows, values, count: 20 });
    assert.equal(scores.indexOf(Math.max(...scores)), 11);
    model.dispose();
  });

  it('trains to the same weights for the same seed and leaves nothing behind', async () => {
    await assertSeeded((seed) => new Egbad({ ...small, seed }), gaussianWindows(64));
  });
});
