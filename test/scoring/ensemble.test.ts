import assert from 'node:assert/strict';
import { calibrateScores, calibrations, combineScores, type ScorePair } from '../../lib/scoring';

const pair = (train: number[], test: number[]): ScorePair => ({
  train: Float64Array.from(train),
  test: Float64Array.from(test),
});

function assertClose(found: Float64Array, expected: readonly number[]): void {
  assert.equal(found.length, expected.length);
  expected.forEach((value, i) => assert.ok(Math.abs(found[i] - value) < 1e-9, `[${i}]: ${found[i]}, not ${value}`));
}

describe('calibrateScores', () => {
  const scores = pair([1, 2, 3, 4], [13, 11, 12, 20, 12]);

  it('takes off the level of each series', () => {
    const { train, test } = calibrateScores(scores, 'median');
    assertClose(train, [-1.5, -0.5, 0.5, 1.5]);
    assertClose(test, [1, -1, 0, 8, 0]);
  });

  it('divides by the deviation of each series', () => {
    const { test } = calibrateScores(scores, 'median-deviation');
    assertClose(test, [1 / 1.001, -1 / 1.001, 0, 8 / 1.001, 0]);
  });

  it('ranks within each series, ties alike', () => {
    assertClose(calibrateScores(scores, 'rank').test, [0.6, 0, 0.2, 0.8, 0.2]);
  });

  it('gives tail probabilities among training scores, and grades what lies beyond them', () => {
    const { train, test } = calibrateScores(pair([1, 2, 3, 4], [2.5, 8]), 'tail');
    assertClose(train, [-Math.log(1), -Math.log(4 / 5), -Math.log(3 / 5), -Math.log(2 / 5)]);
    assertClose(test, [-Math.log(3 / 5), Math.log(8 / 4) - Math.log(1 / 5)]);
  });

  it('keeps the order of a series, and stays finite if all scores are equal', () => {
    for (const calibration of calibrations) {
      const { test } = calibrateScores(scores, calibration);
      assert.ok(test[3] > test[0] && test[0] >= test[2] && test[2] === test[4], calibration);
      assert.ok(calibrateScores(pair([0, 0], [0, 0]), calibration).test.every(Number.isFinite), calibration);
    }
  });

  it('refuses scores that are not finite', () => {
    assert.throws(() => calibrateScores(pair([1], [NaN]), 'rank'), /test\[0\] is NaN/);
  });
});

describe('combineScores', () => {
  const [a, b] = [pair([0, 2], [1, 3]), pair([10, 30], [20, 60])];

  it('averages with weights', () => {
    assertClose(combineScores([a, b], { calibration: 'none' }).test, [10.5, 31.5]);
    assertClose(combineScores([a, b], { calibration: 'none', weights: [3, 1] }).train, [2.5, 9]);
  });

  it('names what it cannot combine', () => {
    assert.throws(() => combineScores([], { calibration: 'none' }), /at least one member/);
    assert.throws(() => combineScores([a, pair([1], [1, 2])], { calibration: 'none' }), /of member 1, found 1 and 2/);
    assert.throws(() => combineScores([a], { calibration: 'none', weights: [0] }), /1 positive weights, found \[0\]/);
  });
});
