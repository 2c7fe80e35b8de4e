import assert from 'node:assert/strict';
import { simpleDetectors } from '../../../lib/detectors/simple';
import { largestDifference } from '../../support/scikit-learn';
import { columnsSeries, stepScoresOf } from '../../support/simple-detectors';
import { wavePair } from '../../support/wave-pair';

describe('the naive ensemble', () => {
  it('averages the scores of all other simple detectors, each of mean 0 and deviation 1', async () => {
    const pair = wavePair();
    const members = Object.keys(simpleDetectors).filter((name) => name !== 'naive-ensemble');
    assert.equal(members.length, 10);
    const expected = new Float64Array(pair.test.length);
    for (const name of members) {
      const { test } = await stepScoresOf(name, pair);
      const total = test.reduce((sum, score) => sum + score, 0);
      const squares = test.reduce((sum, score) => sum + score * score, 0);
      const deviation = Math.sqrt(squares / test.length - (total / test.length) ** 2);
      test.forEach((score, i) => (expected[i] += (score - total / test.length) / deviation / members.length));
    }
    const { test } = await stepScoresOf('naive-ensemble', pair);
    assert.ok(largestDifference(test, expected) < 1e-6);
  });

  it('says nothing of a series that does not vary, where members score rounding', async () => {
    const level = (value: number, change = 0) =>
      columnsSeries('level', [Array.from({ length: 1500 }, (_, step) => value + (step === 700 ? change : 0))]);
    for (const value of [0.1, 1e4 + 0.1]) {
      const { test } = await stepScoresOf('spectral-residual', {
        train: level(value),
        test: level(value),
        targets: 'first',
      });
      assert.ok(Math.max(...test) - Math.min(...test) > 0, 'rounding');
      const flat = await stepScoresOf('naive-ensemble', {
        train: level(value),
        test: level(2 * value),
        targets: 'first',
      });
      assert.ok([...flat.train, ...flat.test].every((score) => score === 0));
      const spike = await stepScoresOf('naive-ensemble', {
        train: level(value),
        test: level(value, 1),
        targets: 'first',
      });
      assert.ok(spike.test[700] > 1 && spike.train.every((score) => score === 0), `${spike.test[700]}`);
    }
  });
});
