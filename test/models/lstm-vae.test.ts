import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { LstmVae, makeDetector, namedConfigs, parameterCount, reportLstmVaeConfig } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { scoreWindows } from '../../lib/scoring';
import { fit } from '../../lib/training';
import { lstmVae as torch } from '../fixtures/torch-models.json';
import { assertAgreesWithTorch } from '../support/torch-models';
import { sineWindows } from '../support/windows';

describe('LstmVae', () => {
  before(() => loadBackend());

  it('has the parameters of its PyTorch twin, minus the second bias of each LSTM there', () => {
    const model = new LstmVae();
    assert.equal(parameterCount(model), torch.parameters - 2 * 4 * 128);
    model.dispose();
  });

  it('agrees with its PyTorch twin in reconstruction, loss and gradients, where z is mu', () => {
    const model = new LstmVae({ windowSize: 5, features: 2, hiddenUnits: 4, latentDim: 3, ...reportLstmVaeConfig });
    assertAgreesWithTorch(model, torch, false);
    model.dispose();
  });

  it('computes MSE + beta * KL, with z = mu outside training', () => {
    const windows = tf.randomNormal<tf.Rank.R3>([5, 4, 2], 0, 1, 'float32', 1);
    const losses = [0, 1].map((beta) => {
      const model = new LstmVae({ windowSize: 4, features: 2, hiddenUnits: 6, latentDim: 3, beta });
      const loss = tf.tidy(() => model.loss(windows, { training: false }).dataSync()[0]);
      const parts = tf.tidy(() => {
        const { mu, logVar } = model.encode(windows);
        const [m, s] = [mu.dataSync<'float32'>(), logVar.dataSync<'float32'>()];
        const kl = m.reduce((sum: number, value, i) => sum - 0.5 * (1 + s[i] - value ** 2 - Math.exp(s[i])), 0) / 5;
        const error = model.reconstruct(windows).sub(windows).square().mean().dataSync()[0];
        return { kl, error };
      });
      model.dispose();
      return { loss, expected: parts.error + beta * parts.kl };
    });
    windows.dispose();
    for (const { loss, expected } of losses) assert.ok(Math.abs(loss - expected) < 1e-5, `${loss} for ${expected}`);
    assert.notEqual(losses[0].loss, losses[1].loss);
  });

  it('weighs KL as the evidence bound does where nothing else is said, and as report 3 where that is asked for', () => {
    const betaOf = (config: object) => {
      const model = makeDetector('lstm-vae', { hiddenUnits: 2, latentDim: 1, ...config });
      model.dispose();
      return model.config.beta;
    };
    assert.equal(betaOf({ windowSize: 10, features: 25 }), 2 / 250);
    assert.equal(betaOf({ windowSize: 4, features: 5, beta: undefined }), 0.1);
    assert.equal(betaOf({ windowSize: 4, features: 5, beta: 0 }), 0);
    assert.equal(betaOf({ windowSize: 10, features: 25, ...namedConfigs('lstm-vae')['report-3'] }), 0.1);
    assert.throws(() => betaOf({ beta: null }), /lstm-vae\.beta must be a finite number of at least 0, found null/);
    assert.throws(() => betaOf({ windowSize: 0 }), /lstm-vae\.windowSize must be/);
  });

  it('has a loss of the evidence bound, times 2 / n and less its constant', () => {
    const model = new LstmVae({ windowSize: 4, features: 2, hiddenUnits: 6, latentDim: 3 });
    const windows = tf.randomNormal<tf.Rank.R3>([5, 4, 2], 0, 1, 'float32', 1);
    tf.tidy(() => {
      const [x, rebuilt] = [windows.dataSync(), model.reconstruct(windows).dataSync()];
      const nats = Array.from(model.latentNats(windows).dataSync());
      // -log N(x; x^, I) of a window of 8 values, and the divergence.
      const logs = Array.from(x, (value, i) => 0.5 * Math.log(2 * Math.PI) + 0.5 * (value - rebuilt[i]) ** 2);
      const bound = (logs.reduce((sum, value) => sum + value) + nats.reduce((sum, value) => sum + value)) / 5;
      const expected = (2 / 8) * (bound - 4 * Math.log(2 * Math.PI));
      const loss = model.loss(windows, { training: false }).dataSync()[0];
      assert.ok(Math.abs(loss - expected) < 1e-5, `${loss} for ${expected}`);
    });
    tf.dispose(windows);
    model.dispose();
  });

  it('sends a gradient to every variable', () => {
    const model = new LstmVae({ windowSize: 4, features: 2, hiddenUnits: 6, latentDim: 3 });
    tf.tidy(() => {
      const windows = tf.randomNormal<tf.Rank.R3>([5, 4, 2], 0, 1, 'float32', 1);
      const { grads } = tf.variableGrads(() => model.loss(windows, { training: true }), model.variables);
      for (const variable of model.variables) {
        const largest = grads[variable.name].abs().max().dataSync()[0];
        assert.ok(largest > 0, `variable ${model.variables.indexOf(variable)} of shape ${variable.shape} gets none`);
      }
    });
    model.dispose();
  });

  it('scores a planted anomaly highest after training on normal windows', async () => {
    const normal = sineWindows();
    const model = new LstmVae({ windowSize: 8, features: 3, hiddenUnits: 16, latentDim: 4, beta: 0.01 });
    await fit(model, { train: normal, validation: normal }, { epochs: 8, learningRate: 1e-2 });
    const planted = 17;
    const values = normal.values.slice();
    for (let i = 0; i < 24; i++) values[planted * 24 + i] += 2.5;
    const scores = scoreWindows(model, { ...normal, values });
    assert.equal(scores.indexOf(Math.max(...scores)), planted);
    model.dispose();
  });

  it('refuses windows of another shape', () => {
    const model = new LstmVae({ windowSize: 4, features: 2, hiddenUnits: 6, latentDim: 3 });
    const windows = tf.zeros<tf.Rank.R3>([1, 5, 2]);
    assert.throws(
      () => model.anomalyScore(windows),
      /lstm-vae: expected windows of shape \[batch, 4, 2\]; found \[1, 5, 2\]/,
    );
    tf.dispose(windows);
    model.dispose();
  });

  it('leaves nothing behind when disposed', () => {
    const before = tf.memory().numTensors;
    const model = new LstmVae({ windowSize: 4, features: 2, hiddenUnits: 6, latentDim: 3 });
    tf.tidy(() => void model.loss(tf.zeros([2, 4, 2]), { training: true }));
    model.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});
