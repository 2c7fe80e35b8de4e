import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import {
  budgetTrials,
  confidentThreshold,
  overlappingScores,
  shareAbove,
  summarizeTrials,
  thresholdMakers,
} from '../../lib/exercises/false-positive-budget';

const independent = (count: number, random: Random) => overlappingScores(count, 1, random);
const options = { rate: 0.05, calibration: 300, fresh: 2000, draws: 200, seed: 0 };

describe('the budget of false alarms', () => {
  it('is kept on average by the conformal rule, and by the sure one in at least 93 of 100 calibrations', () => {
    const conformal = summarizeTrials(budgetTrials(thresholdMakers.conformal, independent, options), 0.05);
    assert.ok(conformal.low <= 0.05 && conformal.mean > 0.045, `mean ${conformal.mean}`);
    assert.ok(conformal.broken > 0.3, 'a promise on average is broken about every other time');
    // The fresh scores are only 2,000, which adds noise to each rate: hence 93 and not 95.
    const sure = budgetTrials(thresholdMakers['conformal, 95 % sure'], independent, options);
    assert.ok(summarizeTrials(sure, 0.05).broken < 0.07);
  });

  it('is broken far more often where windows overlap', () => {
    const spread = (windowSize: number) => {
      const rates = budgetTrials(
        thresholdMakers.conformal,
        (n, random) => overlappingScores(n, windowSize, random),
        options,
      );
      return summarizeTrials(rates, 0.05).worst;
    };
    assert.ok(spread(20) > 1.5 * spread(1));
  });

  it('takes the tolerance limits of Wilks: 59 scores for 5 % at 95 %, whose largest is then the threshold', () => {
    const scores = Float64Array.from({ length: 59 }, (_, i) => i);
    assert.equal(confidentThreshold(scores, { rate: 0.05, confidence: 0.95 }), 58);
    assert.throws(
      () => confidentThreshold(scores.subarray(0, 58), { rate: 0.05, confidence: 0.95 }),
      /needs at least 59 normal scores, found 58/,
    );
    // The next of Wilks' limits, where the second largest is allowed.
    const more = Float64Array.from({ length: 93 }, (_, i) => i);
    assert.equal(confidentThreshold(more, { rate: 0.05, confidence: 0.95 }), 91);
  });

  it('takes tolerance limits of so many scores that none above has no probability in double precision', () => {
    // By hand, for 100,000 scores at 1 %: 1,000 lie above, with a deviation of sqrt(990) = 31.46. Their 5 % quantile is
    // 1.645 deviations, 51.75, below, plus .28 for the skewness (Cornish and Fisher: (1.645^2 - 1) / 6 * .98), so that
    // k + 1/2 <= 948.53, k = 948 and j = 949. Likewise 705.46 and 9,836.62. scipy.stats.binom gives the same j.
    const expected = [
      [75_000, 705],
      [100_000, 949],
      [1_000_000, 9837],
    ] as const;
    for (const [n, j] of expected) {
      const scores = Float64Array.from({ length: n }, (_, i) => i);
      assert.equal(n - confidentThreshold(scores, { rate: 0.01, confidence: 0.95 }), j);
    }
  });

  it('draws means of squares that share all but one value', () => {
    const scores = overlappingScores(5, 3, new Random(1));
    const squares = overlappingScores(7, 1, new Random(1));
    scores.forEach((score, i) => {
      assert.ok(Math.abs(score - (squares[i] + squares[i + 1] + squares[i + 2]) / 3) < 1e-12);
    });
    assert.equal(shareAbove([1, 2, 3, 4], 2), 0.5);
  });
});
