import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { AnomalyPipeline, predictWith } from '../../lib/pipeline';
import { fitThreshold, ThresholdRuleSchema } from '../../lib/pipeline/threshold-rule';
import { fittedPipeline, sineSeries, smallVae } from './samples';

const draws = (seed: number, count: number) => {
  const random = new Random(seed);
  return Float64Array.from({ length: count }, () => random.normal() ** 2);
};

const fitted = (rule: object, labelled?: { scores: number[]; labels: number[] }) =>
  fitThreshold(ThresholdRuleSchema.parse(rule), { normal: draws(0, 999), labelled });

describe('fitThreshold', () => {
  const labelled = { scores: [1, 2, 3, 4, 5, 6, 7, 8], labels: [0, 0, 1, 0, 1, 0, 1, 1] };

  it('keeps a budget of false alarms on fresh normal scores', () => {
    const threshold = fitted({ rule: 'false-positive-rate', rate: 0.05 });
    const alarms = predictWith(threshold, draws(1, 20000)).reduce((sum, one) => sum + one, 0);
    // 999 calibration scores alone spread the rate by sqrt(0.05 * 0.95 / 1000) = 0.007.
    assert.ok(Math.abs(alarms / 20000 - 0.05) < 0.02, `${alarms / 20000}`);
  });

  it('finds as many anomalies as asked, at the highest threshold that does', () => {
    const at = (recall: number) => fitted({ rule: 'recall', recall }, labelled);
    assert.deepEqual(
      [0.25, 0.5, 0.51, 0.75, 1].map((recall) => at(recall).value),
      [8, 7, 5, 5, 3],
    );
    assert.deepEqual([...predictWith(at(0.5), labelled.scores)], [0, 0, 0, 0, 0, 0, 1, 1]);
  });

  it('maximises F1 over the labelled scores', () => {
    const threshold = fitted({ rule: 'best-f1' }, labelled);
    // At 7: P 1, R 1/2, F1 2/3; at 5: P 3/4, R 3/4, F1 3/4; at 3: P 4/6, R 1, F1 4/5.
    assert.equal(threshold.value, 3);
    assert.equal(predictWith(threshold, [3])[0], 1);
  });

  it('takes percentile and sigma from normal scores, which may be exceeded but not equalled', () => {
    const normal = [1, 2, 3, 4, 5];
    const percentile = fitThreshold({ rule: 'percentile', percentile: 75 }, { normal });
    assert.equal(percentile.value, 4);
    assert.deepEqual([...predictWith(percentile, [4, 4.1])], [0, 1]);
    assert.equal(fitThreshold({ rule: 'sigma', k: 3 }, { normal }).value, 3 + 3 * Math.SQRT2);
  });

  it('lets SPOT adapt along the scores, from the same state each time', () => {
    const threshold = fitted({ rule: 'spot', q: 0.005, level: 0.95, driftWindow: 20 });
    const rising = draws(2, 2000).map((score, i) => score + i / 100);
    const alarms = predictWith(threshold, rising).reduce((sum, one) => sum + one, 0);
    assert.ok(alarms < 60, `${alarms} alarms although the level rises by 20`);
    assert.deepEqual(predictWith(threshold, rising), predictWith(threshold, rising));
  });

  it('asks for labelled anomalies where the rule needs them', () => {
    for (const rule of [{ rule: 'best-f1' }, { rule: 'recall', recall: 0.9 }]) {
      assert.throws(() => fitted(rule), /expected a validation series with labelled anomalies; found none/);
      assert.throws(() => fitted(rule, { scores: [1], labels: [0] }), /found labels without an anomaly/);
    }
  });

  it('is reached through the pipeline, with a labelled validation series', async () => {
    const validation = sineSeries({ seed: 1, length: 300, anomaly: [200, 215] });
    const options = { ...smallVae, threshold: { rule: 'recall', recall: 1 } } as const;
    const pipeline = await new AnomalyPipeline(options).fit(sineSeries(), { validation });
    const { predictions } = pipeline.predict(validation);
    assert.ok(predictions.slice(200, 215).every((one) => one === 1));
    pipeline.dispose();
    await assert.rejects(
      fittedPipeline({ threshold: { rule: 'best-f1' } }),
      /threshold 'best-f1': expected a validation/,
    );
  });
});
