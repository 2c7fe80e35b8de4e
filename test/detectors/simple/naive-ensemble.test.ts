import assert from 'node:assert/strict';
import { simpleDetectors } from '../../../lib/detectors/simple';
import { largestDifference } from '../../support/scikit-learn';
import { stepScoresOf } from '../../support/simple-detectors';
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
});
