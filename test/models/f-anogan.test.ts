import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { FAnoGan, trainingStages, type FAnoGanConfig } from '../../lib/models';
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

const small: Partial<FAnoGanConfig> = {
  features: 2,
  hiddenUnits: [16, 16],
  latentDim: 2,
  outputActivation: 'linear',
  learningRate: 2e-3,
};

/** With the penalty of images, 10, the deviations of two features came out a quarter too large. */
const toy: Partial<FAnoGanConfig> = {
  hiddenUnits: [32, 32],
  learningRate: 1e-3,
  penaltyWeight: 1,
  encoderShare: 0.3,
  encoderRate: 3e-3,
  seed: 1,
};

const image: Partial<FAnoGanConfig> = { ...small, features: 64, networks: 'convolutional', hiddenUnits: [2, 3] };

describe('FAnoGan', () => {
  before(() => loadBackend());
  afterEach(disposeIdleSessions);
  refuseEagerSteps();

  it('plays with critic and generator, then teaches the encoder', () => {
    const model = new FAnoGan({ ...small, criticUpdates: 3, encoderShare: 0.25 });
    const stages = trainingStages(model);
    assert.deepEqual(
      stages.map(({ share, phases }) => [share, ...phases.map(({ name, updates }) => [name, updates ?? 1])]),
      [
        [0.75, ['critic', 3], ['generator', 1]],
        [0.25, ['encoder', 1]],
      ],
    );
    assert.deepEqual(
      stages.map(({ validationLoss }) => validationLoss !== undefined),
      [false, true],
    );
    model.dispose();
  });

  it("moves the phase's own network alone, dense and convolutional", () => {
    for (const config of [small, image]) {
      const model = new FAnoGan(config);
      const batch = tf.randomNormal<tf.Rank.R3>([8, 1, config.features!], 0, 1, 'float32', 1);
      assertOnlyOwnMove(model, batch);
      model.dispose();
      batch.dispose();
    }
  });

  it('trains as a graph as it does eagerly, dense and convolutional', () => {
    for (const config of [small, image]) {
      const batch = tf.randomNormal<tf.Rank.R3>([8, 1, config.features!], 0, 1, 'float32', 1);
      assertCaptured(() => new FAnoGan({ ...config, criticUpdates: 2 }), batch);
      batch.dispose();
    }
  });

  it('scores the squared error of the window and of its features', () => {
    const [plain, whole] = [0, 2].map((kappa) => new FAnoGan({ ...small, kappa })) as [FAnoGan, FAnoGan];
    tf.tidy(() => {
      const windows = tf.randomNormal<tf.Rank.R3>([3, 1, 2], 0, 1, 'float32', 1);
      const residual = plain.reconstruct(windows).sub(windows).square().mean([1, 2]).dataSync();
      const [without, withFeatures] = [plain, whole].map((model) => model.anomalyScore(windows).dataSync<'float32'>());
      residual.forEach((error, i) => {
        assert.ok(Math.abs(without[i] - error) < 1e-6);
        assert.ok(withFeatures[i] > error);
      });
      const mean = withFeatures.reduce((sum, score) => sum + score) / 3;
      assert.ok(Math.abs(whole.loss(windows).dataSync()[0] - mean) < 1e-6);
    });
    for (const model of [plain, whole]) model.dispose();
  });

  it('gives a window the same score alone and in company', () => {
    const model = new FAnoGan(small);
    tf.tidy(() => {
      const windows = tf.randomNormal<tf.Rank.R3>([9, 1, 2], 0, 1, 'float32', 1);
      const together = model.anomalyScore(windows).dataSync();
      const [alone] = model.anomalyScore(windows.slice(5, 1)).dataSync();
      assert.ok(Math.abs(alone - together[5]) < 1e-6);
    });
    model.dispose();
  });

  it('learns a Gaussian without collapsing and an encoder for it, and scores a planted anomaly highest', async () => {
    const windows = gaussianWindows();
    const model = new FAnoGan({ ...small, ...toy });
    const history = await fit(model, { train: windows, validation: windows }, { epochs: 60 });
    tf.tidy(() => assertGaussian(model.sample(2000), 0.25));
    const { encoder } = history.phaseLosses;
    assert.ok(encoder.at(-1)! < 0.5 * encoder[0], `the encoder's loss goes from ${encoder[0]} to ${encoder.at(-1)}`);
    const values = windows.values.slice(0, 40);
    values.set([-6, 7], 2 * 11);
    const scores = scoreWindows(model, { ...windows, values, count: 20 });
    assert.equal(scores.indexOf(Math.max(...scores)), 11);
    model.dispose();
  });

  it('trains to the same weights for the same seed and leaves nothing behind', async () => {
    await assertSeeded((seed) => new FAnoGan({ ...small, seed }), gaussianWindows(64));
  });
});
