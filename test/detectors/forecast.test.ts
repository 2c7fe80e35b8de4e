import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { makeSeries } from '../../lib/data';
import { findSeriesDetector, type ScoreOptions, type SeriesPair } from '../../lib/detectors';
import { forecastSequences } from '../../lib/detectors/forecast';
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

  it('averages over the steps before alone where it is causal, in place of the same steps around', async () => {
    const shared = { network: 'convolutional', trainingStride: 20, calibration: 'none', context: 41 };
    const centred = (await score(shared)).steps!;
    const causal = (await score({ ...shared, smoothing: 'causal' })).steps!;
    // The same 41 errors, 20 steps later, where none is of the first steps, which have no history.
    for (const step of [100, 470, 2000]) {
      assert.ok(Math.abs(causal.test[step + 20] - centred.test[step]) < 1e-12, `step ${step}`);
    }
    assert.ok(causal.test.subarray(0, 30).every((value) => Math.abs(value - causal.test[0]) < 1e-12));
  });

  it('refuses what needs later steps in a causal form', async () => {
    for (const [config, found] of [
      [{ smoothing: 'causal' }, 'errors and median'],
      [{ smoothing: 'causal', calibration: 'none', scores: 'codes' }, 'codes and none'],
    ] as const) {
      const expected = `forecast-errors: causal smoothing needs scores of errors and a calibration none or tail; found ${found}.`;
      await assert.rejects(async () => score(config), { message: expected });
    }
  });

  it('looks at a shorter history of short series', async () => {
    const short = { ...pair, train: firstSteps(pair.train, 60), test: firstSteps(pair.test, 60) };
    const { steps } = await score({ network: 'lstm' }, short);
    assert.deepEqual([steps!.train.length, steps!.test.length], [60, 60]);
    assert.ok(steps!.train.every(Number.isFinite) && steps!.test.every(Number.isFinite));
  });
});

describe('forecastSequences', () => {
  /** Telemetry that swings over the whole of [-1, 1], with errors of one size but for a stretch of 40 steps. */
  const swing = Float64Array.from({ length: 1500 }, (_, step) => Math.sin(step / 7));
  const series = (factor: number) =>
    makeSeries({ name: 'swing', features: 1, values: swing.map((value) => factor * value) });
  const errors = (usual: number, unusual: number, factor = 1) =>
    swing.map((_, step) => factor * (step >= 900 && step < 940 ? unusual : usual + usual * 0.1 * Math.cos(step)));

  it('are around the large errors, whatever the unit of the telemetry', () => {
    const [found, ...more] = forecastSequences(errors(0.02, 0.9), series(1), 20);
    assert.deepEqual(more, []);
    assert.ok(found.start < 940 && found.end > 900, JSON.stringify(found));
    for (const factor of [1000, 1e-3]) {
      assert.deepEqual(forecastSequences(errors(0.02, 0.9, factor), series(factor), 20), [found]);
    }
  });

  it('are none where no error reaches a fortieth of the range, which telemanom ignores', () => {
    for (const factor of [1, 1000]) {
      assert.deepEqual(forecastSequences(errors(0.001, 0.045, factor), series(factor), 20), []);
    }
  });

  it('do not begin with the first steps, whose errors no network with a history has', () => {
    const early = errors(0.02, 0.02).map((error, step) => (step < 30 ? 5 : error));
    const late = forecastSequences(early, series(1), 100);
    assert.deepEqual(late.filter(({ start }) => start < 100), []); // prettier-ignore
  });
});
