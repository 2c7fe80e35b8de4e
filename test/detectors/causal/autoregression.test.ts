import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { median } from '../../../lib/base';
import { makeSeries } from '../../../lib/data';
import { fitAutoregression } from '../../../lib/detectors/causal/autoregression';
import { scoresOn, spike } from './scores-on';

interface Fixture {
  readonly lags: number;
  readonly values: readonly number[];
  readonly weights: readonly number[];
}

const file = path.join(__dirname, '..', '..', 'fixtures', 'causal.json');
const { autoregression } = JSON.parse(fs.readFileSync(file, 'utf8')) as { autoregression: Fixture };

describe('fitAutoregression', () => {
  it('has the weights of numpy.linalg.lstsq', () => {
    const { lags, values, weights } = autoregression;
    const found = fitAutoregression(Float64Array.from(values), lags);
    assert.equal(found.length, weights.length);
    found.forEach((weight, i) => assert.ok(Math.abs(weight - weights[i]) < 1e-7, `${i}: ${weight}, ${weights[i]}`));
  });

  it('has a solution on a constant', () => {
    const weights = fitAutoregression(new Float64Array(50).fill(2), 3);
    const predicted = weights[0] + 2 * (weights[1] + weights[2] + weights[3]);
    assert.ok(Math.abs(predicted - 2) < 1e-6);
  });

  it('has one whatever the level and the unit of the values, of constants and of what varies', () => {
    const { lags, values, weights } = autoregression;
    for (const level of [0.1, 1e4, -1e9]) {
      const [constant, ...others] = fitAutoregression(new Float64Array(500).fill(level), 20);
      const predicted = others.reduce((sum, weight) => sum + weight * level, constant);
      assert.ok(Math.abs(predicted / level - 1) < 1e-12, `${level}: ${predicted}`);
    }
    for (const [level, unit] of [
      [1e4, 1],
      [0, 1e-6],
      [1e6, 1e3],
    ] as const) {
      const found = fitAutoregression(Float64Array.from(values, (value) => level + unit * value), lags); // prettier-ignore
      weights.slice(1).forEach((weight, i) => assert.ok(Math.abs(found[i + 1] - weight) < 1e-5, `${level}, ${unit}`));
    }
  });
});

describe('autoregression-residuals', () => {
  it('are what is left of each value, and of several features the root of the mean square', async () => {
    const pair = spike();
    const { train, test } = await scoresOn('autoregression-residuals', pair, { lags: 2 });
    const [constant, second, first] = fitAutoregression(pair.train.values, 2);
    const residual = (values: Float64Array, i: number) =>
      Math.abs(values[i] - constant - first * values[i - 1] - second * values[i - 2]);
    for (const step of [2, 77, 600, 999]) {
      assert.ok(Math.abs(test[step] - residual(pair.test.values, step)) < 1e-12, `${step}`);
    }
    assert.equal(test[0], test[1], 'no score of the first steps: the median');
    assert.equal(test[0], median(train.slice(2)));
    const doubled = (values: Float64Array) =>
      makeSeries({ name: 'two', features: 2, values: Float64Array.from({ length: 2 * values.length }, (_, i) => (i % 2 === 0 ? values[i / 2] : 0)) }); // prettier-ignore
    const both = { train: doubled(pair.train.values), test: doubled(pair.test.values) };
    const ofBoth = (await scoresOn('autoregression-residuals', { ...both, targets: 'all' }, { lags: 2 })).test;
    assert.ok(Math.abs(ofBoth[600] - test[600] / Math.SQRT2) < 1e-9);
    const ofFirst = (await scoresOn('autoregression-residuals', { ...both, targets: 'first' }, { lags: 2 })).test;
    assert.deepEqual(ofFirst, test);
  });

  it('are averaged over the steps before, where a context is asked for', async () => {
    const plain = (await scoresOn('autoregression-residuals', spike())).test;
    const context = (await scoresOn('autoregression-residuals', spike(), { context: 5 })).test;
    const mean = (start: number, end: number) => plain.slice(start, end).reduce((a, b) => a + b) / (end - start);
    assert.ok(Math.abs(context[602] - mean(598, 603)) < 1e-12 && Math.abs(context[21] - mean(20, 22)) < 1e-12);
  });

  it('need two steps of training, and say so', async () => {
    const series = (name: string, length: number) =>
      makeSeries({ name, features: 1, values: Float64Array.from({ length }, (_, i) => i % 3) });
    const scores = (length: number) =>
      scoresOn('autoregression-residuals', { train: series('P-1, train', length), test: series('P-1', 50), targets: 'all' }); // prettier-ignore
    await assert.rejects(
      async () => scores(1),
      /^Error: P-1, train: autoregression-residuals needs a training series of at least 2 time steps, found 1\.$/,
    );
    assert.ok((await scores(2)).test.every(Number.isFinite));
  });

  it('refuse settings that are not there or out of range', async () => {
    await assert.rejects(
      async () => scoresOn('autoregression-residuals', spike(), { lags: 0 }),
      /autoregression-residuals\.lags must be a whole number of at least 1, found 0/,
    );
    await assert.rejects(
      async () => scoresOn('half-space-trees', spike(), { height: 30 }),
      /half-space-trees\.height must be a whole number from 1 to 20, found 30/,
    );
    await assert.rejects(async () => scoresOn('random-cut-forest', spike(), { size: 3 }), /no such setting/);
  });
});
