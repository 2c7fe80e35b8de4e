import assert from 'node:assert/strict';
import { averagePrecision, bestF1, precisionRecallCurve, precisionRecallF1 } from '../../lib/metrics';

describe('averagePrecision', () => {
  it('sums the gain in recall times the precision', () => {
    // Thresholds 0.8, 0.4, 0.35: precision 1, 1/2, 2/3; recall gains 1/2, 0, 1/2.
    assert.equal(averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), 1 / 2 + 1 / 3);
  });

  it('is the base rate for a constant score, and 1 if all points are anomalous', () => {
    assert.equal(averagePrecision([7, 7, 7, 7], [0, 1, 0, 0]), 0.25);
    assert.equal(averagePrecision([1, 2], [1, 1]), 1);
  });

  it('is undefined without anomalies', () => {
    const expected = { name: 'MetricError', reason: 'undefined-measure' };
    assert.throws(() => averagePrecision([1, 2], [0, 0]), expected);
    assert.throws(() => precisionRecallCurve([1, 2], [0, 0]), expected);
    assert.throws(() => bestF1([1, 2], [0, 0]), expected);
  });
});

describe('precisionRecallCurve', () => {
  it('has ascending thresholds and ends at (1, 0)', () => {
    const curve = precisionRecallCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
    assert.deepEqual(Array.from(curve.precision), [0.5, 2 / 3, 0.5, 1, 1]);
    assert.deepEqual(Array.from(curve.recall), [1, 1, 0.5, 0.5, 0]);
    assert.deepEqual(Array.from(curve.thresholds), [0.1, 0.35, 0.4, 0.8]);
  });
});

describe('bestF1', () => {
  const scores = [0.1, 0.4, 0.35, 0.8, 0.35];
  const labels = [0, 0, 1, 1, 0];

  it('gives a threshold whose predictions, score >= threshold, have that F1', () => {
    const { threshold, ...figures } = bestF1(scores, labels);
    const predictions = scores.map((score) => score >= threshold);
    assert.deepEqual(precisionRecallF1(predictions, labels), figures);
  });

  it('is at least as good as every other threshold', () => {
    const best = bestF1(scores, labels).f1;
    for (const threshold of scores) {
      const predictions = scores.map((score) => score >= threshold);
      assert.ok(precisionRecallF1(predictions, labels).f1 <= best);
    }
  });

  it('gives the lowest of equally good thresholds', () => {
    // At 4: tp 1, fp 0, fn 1; at 1: tp 2, fp 2, fn 0. Both have F1 2/3.
    assert.deepEqual(bestF1([4, 3, 2, 1], [1, 0, 0, 1]), { f1: 2 / 3, threshold: 1, precision: 0.5, recall: 1 });
  });
});
