import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { findSeriesDetector, type ScoreOptions, type SeriesPair } from '../../lib/detectors';
import { smapMslProtocol } from '../../lib/experiments';
import { measure } from '../../lib/experiments/measures';
import { loadBackend } from '../../lib/runtime';
import { firstSteps, wavePair } from '../support/wave-pair';

const pair = wavePair();
const training = { epochs: 6, batchSize: 64, learningRate: 3e-3 };
const options: ScoreOptions = { seed: 0, profile: 'smoke', windows: smapMslProtocol, steps: true, training };
const score = (config: object, series: SeriesPair = pair) =>
  findSeriesDetector('forecast-errors').detector.score(series, { ...options, config: { ...config } });

describe('a forecaster on series', () => {
  before(() => loadBackend());

  for (const scores of ['errors', 'codes'] as const) {
    it(`gives the same for one seed by its ${scores}, sees the stretches and leaves no tensor behind`, async () => {
      const before = tf.memory().numTensors;
      const config = { network: 'convolutional', scores, context: 50, share: 0.3 };
      const found = await score(config);
      const { measures } = measure({ scores: found, test: pair.test, protocol: smapMslProtocol }, ['windows']);
      assert.ok(measures.rocAuc! > 0.75, `${measures.rocAuc}`);
      assert.deepEqual([found.steps!.train.length, found.steps!.test.length], [800, 2400]);
      assert.deepEqual((await score(config)).steps, found.steps);
      assert.equal(found.history!.trainLoss.length, 6);
      assert.equal(tf.memory().numTensors, before);
    });
  }

  it('may see the scored feature alone', async () => {
    const values = pair.test.values.map((value, i) => (i % 2 === 1 ? 4 : value));
    const other = { ...pair, test: { ...pair.test, values } };
    const config = { network: 'convolutional', trainingStride: 20 };
    const alone = { ...config, inputs: 'scored' };
    assert.deepEqual((await score(alone, other)).steps, (await score(alone)).steps);
    assert.notDeepEqual((await score(config, other)).steps, (await score(config)).steps);
  });

  it('looks at a shorter history of short series', async () => {
    const short = { ...pair, train: firstSteps(pair.train, 60), test: firstSteps(pair.test, 60) };
    const { steps } = await score({ network: 'lstm' }, short);
    assert.deepEqual([steps!.train.length, steps!.test.length], [60, 60]);
    assert.ok(steps!.train.every(Number.isFinite) && steps!.test.every(Number.isFinite));
  });
});
