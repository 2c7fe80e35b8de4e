import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { fitThreshold, predictWith, thresholdRuleSchema, type ThresholdRule } from '../../lib/scoring';

const draws = (seed: number, count: number) => {
  const random = new Random(seed);
  return Float64Array.from({ length: count }, () => random.normal() ** 2);
};

const fitted = (rule: ThresholdRule, labelled?: { scores: number[]; labels: number[] }) =>
  fitThreshold(rule, { normal: draws(0, 999), labelled });

describe('fitThreshold', () => {
  const labelled = { scores: [1, 2, 3, 4, 5, 6, 7, 8], labels: [0, 0, 1, 0, 1, 0, 1, 1] };

  it('keeps a budget of false alarms on fresh normal scores', () => {
    const threshold = fitted({ kind: 'false-positive-rate', rate: 0.05 });
    const alarms = predictWith(threshold, draws(1, 20000)).reduce((sum, one) => sum + one, 0);
    // 999 calibration scores alone spread the rate by sqrt(0.05 * 0.95 / 1000) = 0.007.
    assert.ok(Math.abs(alarms / 20000 - 0.05) < 0.02, `${alarms / 20000}`);
  });

  it('finds as many anomalies as asked, at the highest threshold that does', () => {
    const at = (recall: number) => fitted({ kind: 'recall', recall }, labelled);
    assert.deepEqual(
      [0.25, 0.5, 0.51, 0.75, 1].map((recall) => at(recall).value),
      [8, 7, 5, 5, 3],
    );
    assert.deepEqual([...predictWith(at(0.5), labelled.scores)], [0, 0, 0, 0, 0, 0, 1, 1]);
  });

  it('maximises F1 over the labelled scores', () => {
    const threshold = fitted({ kind: 'best-f1' }, labelled);
    // At 7: P 1, R 1/2, F1 2/3; at 5: P 3/4, R 3/4, F1 3/4; at 3: P 4/6, R 1, F1 4/5.
    assert.equal(threshold.value, 3);
    assert.equal(predictWith(threshold, [3])[0], 1);
  });

  it('takes percentile and sigma from normal scores, which may be exceeded but not equalled', () => {
    const normal = [1, 2, 3, 4, 5];
    const percentile = fitThreshold({ kind: 'percentile', percentile: 75 }, { normal });
    assert.equal(percentile.value, 4);
    assert.deepEqual([...predictWith(percentile, [4, 4.1])], [0, 1]);
    assert.equal(fitThreshold({ kind: 'sigma', k: 3 }, { normal }).value, 3 + 3 * Math.SQRT2);
  });

  it('takes a threshold that is given, whatever the scores are; one that equals it is normal', () => {
    const threshold = fitThreshold({ kind: 'fixed', value: 2.5 }, { normal: [] });
    assert.deepEqual([...predictWith(threshold, [2.4, 2.5, 2.6])], [0, 0, 1]);
  });

  it('takes a percentile of the test scores where the rule says so', () => {
    const rule = { kind: 'percentile', percentile: 50, of: 'test' } as const;
    assert.equal(fitThreshold(rule, { normal: [1, 2, 3], test: [10, 20, 30] }).value, 20);
    assert.throws(() => fitThreshold(rule, { normal: [1, 2, 3] }), /'percentile': expected test scores; found none/);
  });

  it('takes a percentile of training and test scores together, each once', () => {
    const rule = { kind: 'percentile', percentile: 50, of: 'both' } as const;
    assert.equal(fitThreshold(rule, { normal: [1, 2, 3], test: [10, 20] }).value, 3);
    assert.throws(() => fitThreshold(rule, { normal: [1, 2, 3] }), /'percentile': expected test scores; found none/);
  });

  it('fills in defaults, and names what is wrong with a rule', () => {
    assert.deepEqual(thresholdRuleSchema.parse({ kind: 'percentile', percentile: 9 }), {
      kind: 'percentile',
      percentile: 9,
      of: 'training',
    });
    assert.deepEqual(fitted({ kind: 'spot' }).rule, { kind: 'spot', q: 1e-3, level: 0.98, driftWindow: 0 });
    assert.throws(() => fitted({ kind: 'recall', recall: 2 }), { name: 'ScoringError', message: /recall: Too big/ });
  });

  it('lets SPOT adapt along the scores, from the same state each time', () => {
    const threshold = fitted({ kind: 'spot', q: 0.005, level: 0.95, driftWindow: 20 });
    const rising = draws(2, 2000).map((score, i) => score + i / 100);
    const alarms = predictWith(threshold, rising).reduce((sum, one) => sum + one, 0);
    assert.ok(alarms < 60, `${alarms} alarms although the level rises by 20`);
    assert.deepEqual(predictWith(threshold, rising), predictWith(threshold, rising));
  });

  it('asks for labelled anomalies where the rule needs them', () => {
    for (const rule of [{ kind: 'best-f1' }, { kind: 'recall', recall: 0.9 }] as const) {
      assert.throws(() => fitted(rule), {
        name: 'ScoringError',
        message: `threshold '${rule.kind}': expected a validation series with labelled anomalies; found none.`,
      });
      assert.throws(() => fitted(rule, { scores: [1], labels: [0] }), /found labels without an anomaly/);
    }
  });
});
