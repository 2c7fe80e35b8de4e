import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { modelNames, requireSettings, type Unit } from '../../lib/experiments';
import { loadBackend } from '../../lib/runtime';

const unit: Unit = {
  model: 'lstm-vae',
  source: { kind: 'correlated', channels: ['samples'], train: 400, testNormal: 200, testAnomalous: 40 },
  channel: 'samples',
  protocol: {
    windowSize: 4,
    stride: 4,
    validationFraction: 0.2,
    scaling: 'z-score',
    threshold: { kind: 'sigma', k: 3 },
  },
  profile: 'smoke',
  seed: 1,
};

describe('requireSettings', () => {
  before(() => loadBackend());

  it('takes every model with the settings of its profile', async () => {
    const before = tf.memory().numTensors;
    for (const model of modelNames) await requireSettings([unit, { ...unit, model, config: {} }]);
    assert.equal(tf.memory().numTensors, before);
  });

  it('makes a detector of each config, and leaves nothing of it', async () => {
    const before = tf.memory().numTensors;
    await requireSettings([2, 3].map((latentDim) => ({ ...unit, config: { latentDim } })));
    assert.equal(tf.memory().numTensors, before);
  });

  for (const [model, config, message] of [
    ['lstm-vae', { latentDim: 'abc' }, /latentDim.*abc/],
    ['lstm-vae', { latentDim: -3 }, /latentDim.*-3/],
    ['lstm-vae', { hiddenUnits: 1.5 }, /hiddenUnits.*1\.5/],
    ['autoencoder', { latentDim: null }, /latentDim.*null/],
    ['autoencoder', { reconstruction: 'bce' }, /reconstruction|sigmoid/],
    ['pca', { components: 0 }, /components.*0/],
    ['k-means', { clusters: 0 }, /clusters.*0/],
    ['anomaly-transformer', { heads: 3 }, /heads.*3/],
  ] as const) {
    it(`refuses ${model} with ${JSON.stringify(config)}, the first unit that has it or the last`, async () => {
      await assert.rejects(requireSettings([unit, unit, { ...unit, model, config }]), message);
    });
  }
});
