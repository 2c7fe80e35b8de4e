import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../lib/base/index';
import { bestF1, MetricError, precisionRecallF1 } from '../../lib/metrics';
import {
  applyThreshold,
  bestF1Threshold,
  falsePositiveRateThreshold,
  percentileThreshold,
  ScoringError,
  sigmaThreshold,
  youdenThreshold,
} from '../../lib/scoring';

const fixture = readFileSync(join(__dirname, '../fixtures/threshold-conventions.json'), 'utf8');
const { percentile } = JSON.parse(fixture) as {
  percentile: { scores: number[]; cases: [q: number, expected: number][]; mean: number; std: number };
};

describe('thresholds without labels', () => {
  it('gives the percentiles that numpy gives', () => {
    for (const [q, expected] of percentile.cases) {
      assert.equal(percentileThreshold(percentile.scores, q), expected, `q = ${q}`);
    }
    assert.equal(percentileThreshold(Float32Array.of(0.5), 37), 0.5);
  });

  it('interpolates between scores whose difference overflows', () => {
    assert.equal(percentileThreshold([-1.5e308, 1.5e308], 50), 0);
  });

  it('leaves the scores as they were', () => {
    const scores = Float64Array.of(3, 1, 2);
    percentileThreshold(scores, 50);
    falsePositiveRateThreshold(scores, 0.5);
    assert.deepEqual(Array.from(scores), [3, 1, 2]);
  });

  it('adds population standard deviations to the mean', () => {
    const expected = percentile.mean + 2.5 * percentile.std;
    assert.ok(Math.abs(sigmaThreshold(percentile.scores, 2.5) - expected) < 1e-12);
    assert.equal(sigmaThreshold([4, 4, 4], 3), 4);
    assert.equal(sigmaThreshold([1, 3], -1), 1);
  });

  it('takes the conformal rank for a false positive rate', () => {
    const scores = Array.from({ length: 99 }, (_, i) => i + 1);
    assert.equal(falsePositiveRateThreshold(scores, 0.01), 99);
    assert.equal(falsePositiveRateThreshold(scores, 0.05), 95);
    // 100 * 0.29 is 28.999999999999996 in binary; 29 of 100 may lie above.
    assert.equal(falsePositiveRateThreshold(scores, 0.29), 71);
    assert.equal(falsePositiveRateThreshold([5], 0.5), 5);
  });

  it('keeps the false positive rate on fresh data at or below the rate, and near it', () => {
    const random = new Random(3);
    const [n, rate, repeats] = [57, 0.1, 4000];
    let above = 0;
    for (let i = 0; i < repeats; i++) {
      const scores = Array.from({ length: n }, () => random.normal());
      above += Number(random.normal() > falsePositiveRateThreshold(scores, rate));
    }
    // floor(58 * 0.1) / 58 = 0.0862 is the exact chance; its standard error here is 0.0044.
    assert.ok(Math.abs(above / repeats - 5 / 58) < 0.0135, `${above / repeats}`);
  });

  it('says how many normal scores a rate needs', () => {
    const scores = new Array<number>(98).fill(1);
    assert.throws(() => falsePositiveRateThreshold(scores, 0.01), /needs at least 99 normal scores, found 98/);
    assert.equal(falsePositiveRateThreshold([...scores, 1], 0.01), 1);
  });

  it('predicts strictly above a threshold, or at it when asked', () => {
    assert.deepEqual(Array.from(applyThreshold([1, 2, 3], 2)), [0, 0, 1]);
    assert.deepEqual(Array.from(applyThreshold([1, 2, 3], 2, { inclusive: true })), [0, 1, 1]);
    assert.deepEqual(Array.from(applyThreshold([1, 2, 3], Infinity, { inclusive: true })), [0, 0, 0]);
  });
});

describe('oracle thresholds', () => {
  const scores = [0.1, 0.4, 0.35, 0.8, 0.7];
  const labels = [0, 0, 1, 1, 0];

  it('finds the threshold of the highest Youden index, the highest where they tie', () => {
    // From 0.8 down the index is 1/2, 1/6, -1/6, 1/3, 0.
    assert.equal(youdenThreshold(scores, labels), 0.8);
    assert.equal(youdenThreshold([1, 2, 3, 4], [0, 0, 1, 1]), 3);
    assert.equal(youdenThreshold([1, 2, 3, 4], [0, 1, 0, 1]), 4);
  });

  it('stays finite if no threshold beats chance', () => {
    assert.equal(youdenThreshold([1, 2, 3, 4], [1, 1, 0, 0]), 1);
    assert.equal(youdenThreshold([2, 2], [0, 1]), 2);
  });

  it('reaches the best F1 with predictions at or above the threshold', () => {
    const threshold = bestF1Threshold(scores, labels);
    const predictions = applyThreshold(scores, threshold, { inclusive: true });
    assert.equal(precisionRecallF1(predictions, labels).f1, bestF1(scores, labels).f1);
  });

  it('needs both classes, or an anomaly', () => {
    assert.throws(() => youdenThreshold(scores, [0, 0, 0, 0, 0]), MetricError);
    assert.throws(() => youdenThreshold(scores, [1, 1, 1, 1, 1]), MetricError);
    assert.throws(() => bestF1Threshold(scores, [0, 0, 0, 0, 0]), MetricError);
    assert.equal(bestF1Threshold(scores, [1, 1, 1, 1, 1]), 0.1);
  });
});

describe('thresholds on input that cannot be used', () => {
  const calls: [name: string, call: (scores: number[]) => unknown][] = [
    ['percentileThreshold', (scores) => percentileThreshold(scores, 50)],
    ['sigmaThreshold', (scores) => sigmaThreshold(scores, 3)],
    ['youdenThreshold', (scores) => youdenThreshold(scores, [0, 1])],
    ['bestF1Threshold', (scores) => bestF1Threshold(scores, [0, 1])],
    ['falsePositiveRateThreshold', (scores) => falsePositiveRateThreshold(scores, 0.5)],
    ['applyThreshold', (scores) => applyThreshold(scores, 1)],
  ];

  for (const [name, call] of calls) {
    it(`${name} names itself, and the index of a score that is not finite`, () => {
      assert.throws(() => call([]), { name: 'ScoringError', message: /is empty/ });
      const expected = new RegExp(`^${name}: (scores|normalScores)\\[1\\] is NaN`);
      assert.throws(() => call([1, NaN]), { name: 'ScoringError', message: expected });
      assert.throws(() => call([1, Infinity]), ScoringError);
      assert.throws(() => call(['a', 2] as never), ScoringError);
      assert.throws(() => call(undefined as never), ScoringError);
    });
  }

  it('rejects options out of range', () => {
    assert.throws(() => percentileThreshold([1], 101), /q must be a percentage from 0 to 100, found 101/);
    assert.throws(() => percentileThreshold([1], NaN), ScoringError);
    assert.throws(() => sigmaThreshold([1], NaN), ScoringError);
    assert.throws(() => sigmaThreshold([1e200, -1e200], 1), /too large/);
    for (const rate of [0, 1, -0.1, NaN]) {
      assert.throws(() => falsePositiveRateThreshold([1], rate), /rate must be a number strictly between 0 and 1/);
    }
    assert.throws(() => applyThreshold([1], NaN), ScoringError);
  });
});
