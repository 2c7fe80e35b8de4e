import assert from 'node:assert/strict';
import { findSeriesDetector } from '../../../lib/detectors';
import { simpleDetectors } from '../../../lib/detectors/simple';
import { columnsSeries, scoreOptions, stepScoresOf } from '../../support/simple-detectors';
import { firstSteps, wavePair } from '../../support/wave-pair';

const pair = wavePair(); // 800 training steps, 2,400 test steps
const allFinite = (scores: Float64Array) => scores.every(Number.isFinite);

/** Of columns, each scored by itself. */
const byColumn = Object.keys(simpleDetectors).filter((name) => !/ensemble|autoregression|norm/.test(name));

describe('simple detectors', () => {
  for (const name of Object.keys(simpleDetectors)) {
    it(`${name}: gives every step a finite score, also on constant series and with a constant feature`, async () => {
      const level = (length: number, value: number) => Array.from({ length }, () => value);
      const constant = (value: number) => columnsSeries('level', [level(300, value), level(300, -value)]);
      const noisy = columnsSeries('noisy', [level(300, 0).map((_, i) => Math.sin(i * i)), level(300, 1)]);
      for (const [train, test] of [
        [constant(1), constant(1)],
        [constant(0.1), constant(7.3)],
        [constant(2), noisy],
        [noisy, constant(2)],
        [noisy, noisy],
      ]) {
        for (const targets of ['first', 'all'] as const) {
          const scores = await stepScoresOf(name, { train, test, targets });
          assert.deepEqual([scores.train.length, scores.test.length], [300, 300]);
          assert.ok(allFinite(scores.train) && allFinite(scores.test), `${train.name} ${test.name} ${targets}`);
        }
      }
    });

    it(`${name}: finds what goes wrong in a wave`, async () => {
      const { test } = await stepScoresOf(name, pair);
      const meanOf = (label: number) => {
        const chosen = test.filter((_, step) => pair.test.labels![step] === label);
        return chosen.reduce((sum, score) => sum + score, 0) / chosen.length;
      };
      assert.ok(meanOf(1) > meanOf(0), `${meanOf(1)} on anomalous steps, ${meanOf(0)} on others`);
    });

    it(`${name}: looks at the scored feature alone, and not at training steps that are labelled anomalous`, async () => {
      const values = pair.test.values.map((value, i) => (i % 2 === 1 ? 4 : value));
      const before = await stepScoresOf(name, pair);
      assert.deepEqual((await stepScoresOf(name, { ...pair, test: { ...pair.test, values } })).test, before.test);
      const labels = Uint8Array.from({ length: 900 }, (_, step) => (step < 800 ? 0 : 1));
      const more = new Float64Array(1800).fill(99);
      more.set(pair.train.values);
      const train = { ...pair.train, values: more, labels, length: 900 };
      assert.deepEqual(await stepScoresOf(name, { ...pair, train }), before);
    });

    it(`${name}: says which series is too short`, async () => {
      const [one, sixty] = [firstSteps(pair.train, 1), firstSteps(pair.test, 60)];
      const windowed = name === 'naive-ensemble' || 'windowSize' in simpleDetectors[name].defaults;
      const { test } = await stepScoresOf(name, { ...pair, train: firstSteps(pair.train, 24), test: sixty });
      assert.ok(test.length === 60 && allFinite(test));
      if (['moving-variance', 'linear-autoregression', 'squared-difference', 'norm'].includes(name)) return; // they score any series
      const short = new RegExp(
        `wave: ${name === 'naive-ensemble' ? '.*' : name} needs series of at least \\d+ time steps, found`,
      );
      await assert.rejects(async () => stepScoresOf(name, { ...pair, test: one }), short);
      if (!windowed) return;
      const { detector } = findSeriesDetector(name);
      assert.throws(() => detector.check({ ...pair, test: sixty }, scoreOptions), short);
    });

    it(`${name}: refuses a setting that it does not have`, () => {
      const { detector } = findSeriesDetector(name);
      const config = { window: 5 };
      assert.throws(
        () => detector.check(pair, { ...scoreOptions, config }),
        new RegExp(`config\\.window: ${name} has no such setting; expected `),
      );
    });
  }

  it('norm: counts a training series that does not vary in its own unit, however long it is', async () => {
    for (const length of [300, 100_000]) {
      const train = columnsSeries('level', [Array.from({ length }, () => 0.1)]);
      const test = columnsSeries('spike', [Array.from({ length: 300 }, (_, step) => (step === 150 ? 2.1 : 0.1))]);
      const scores = await stepScoresOf('norm', { train, test, targets: 'first' }, { context: 1 });
      assert.ok(Math.abs(scores.test[150] - 2) < 1e-9, `${scores.test[150]}`);
      assert.ok(scores.test[10] < 1e-9 && scores.train.every((score) => score < 1e-9));
    }
  });

  for (const name of byColumn) {
    it(`${name}: of several features, scores the mean`, async () => {
      const columnOf = (part: 'train' | 'test', feature: number) =>
        Array.from(pair[part].values.filter((_, i) => i % 2 === feature));
      const alone = [0, 1].map((feature) =>
        stepScoresOf(name, {
          train: columnsSeries('wave', [columnOf('train', feature)]),
          test: columnsSeries('wave', [columnOf('test', feature)]),
          targets: 'all',
        }),
      );
      const [first, second] = await Promise.all(alone);
      const { test } = await stepScoresOf(name, { ...pair, targets: 'all' });
      const largest = Math.max(...test.map((score, i) => Math.abs(score - (first.test[i] + second.test[i]) / 2)));
      assert.ok(largest <= 1e-9 * Math.max(...test), `${largest}`);
    });
  }
});
