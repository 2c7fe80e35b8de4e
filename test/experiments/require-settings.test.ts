import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { findSeriesDetector, seriesDetectorNames } from '../../lib/detectors';
import { parseJob, requireJobSettings, type Job } from '../../lib/experiments';
import { findDetector } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { smallJob } from '../support/small-job';

const job: Job = {
  ...smallJob,
  detector: 'lstm-vae',
  protocol: { ...smallJob.protocol, windowSize: 20, stride: 20 },
};

/** What a config of it may hold. */
function settingsOf(detector: string): object {
  const { defaults, ofWindows } = findSeriesDetector(detector);
  return ofWindows ? { ...defaults, ...findDetector(detector).sizes?.smoke } : defaults;
}

describe('requireSettings', () => {
  before(() => loadBackend());

  it('takes every detector with all its settings written out', async () => {
    const before = tf.memory().numTensors;
    for (const detector of seriesDetectorNames) {
      // As a file holds them: what is undefined is left out.
      const config = JSON.parse(JSON.stringify(settingsOf(detector))) as Job['config'];
      await requireJobSettings([parseJob({ ...job, detector, config })]);
    }
    assert.equal(tf.memory().numTensors, before);
  });

  it('makes a detector of each config, and leaves nothing of it', async () => {
    const before = tf.memory().numTensors;
    await requireJobSettings([2, 3].map((latentDim) => ({ ...job, config: { latentDim } })));
    assert.equal(tf.memory().numTensors, before);
  });

  for (const [detector, config, message] of [
    ['lstm-vae', { latentDim: 'abc' }, /latentDim.*abc/],
    ['lstm-vae', { latentDim: -3 }, /latentDim.*-3/],
    ['lstm-vae', { hiddenUnits: 1.5 }, /hiddenUnits.*1\.5/],
    ['autoencoder', { latentDim: null }, /latentDim.*null/],
    ['autoencoder', { reconstruction: 'bce' }, /reconstruction|sigmoid/],
    ['pca', { components: 0 }, /components.*0/],
    ['k-means', { clusters: 0 }, /clusters.*0/],
    ['anomaly-transformer', { heads: 3 }, /heads.*3/],
    ['lstm-forecaster', { horizon: 20 }, /horizon.*20/],
    [
      'forecast-errors',
      { network: 'recurrent' },
      /forecast-errors\.network must be lstm or convolutional, found "recurrent"/,
    ],
    ['forecast-errors', { context: 0 }, /forecast-errors\.context.*0/],
    ['multi-scale', { pool: 'test' }, /multi-scale\.pool must be both, training or past, found "test"/],
    ['multi-scale', { scales: [] }, /multi-scale\.scales/],
    ['multi-scale', { shares: [1.5] }, /multi-scale\.shares.*1\.5/],
  ] as const) {
    it(`refuses ${detector} with ${JSON.stringify(config)}, the first job that has it or the last`, async () => {
      await assert.rejects(
        requireJobSettings([job, job, { ...job, detector, config: config as unknown as Job['config'] }]),
        message,
      );
    });
  }
});
