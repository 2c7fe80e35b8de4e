import { alea } from 'seedrandom';
import assert from 'node:assert/strict';
import { meanPrecisionRecall, meanRoc, MetricError, rocAuc, rocCurve } from '../../lib/metrics';

const near = (found: number, expected: number, error = 1e-12) =>
  assert.ok(Math.abs(found - expected) < error, `${found} for ${expected}`);

describe('meanRoc', () => {
  const perfect = { falsePositiveRate: Float64Array.of(0, 0, 1), truePositiveRate: Float64Array.of(0, 1, 1) };
  const diagonal = { falsePositiveRate: Float64Array.of(0, 1), truePositiveRate: Float64Array.of(0, 1) };

  it('averages at each false positive rate, with a band around', () => {
    const { falsePositiveRate, truePositiveRate, band } = meanRoc([perfect, diagonal], { coverage: 0.95 });
    assert.deepEqual([falsePositiveRate[0], falsePositiveRate[100], falsePositiveRate[200]], [0, 0.5, 1]);
    near(truePositiveRate[100], 0.75);
    assert.deepEqual([truePositiveRate[0], truePositiveRate[200]], [0.5, 1]);
    near(band.lower[100], 0.5125);
    near(band.upper[100], 0.9875);
    const { band: half } = meanRoc([perfect, diagonal]);
    assert.deepEqual([half.lower[100], half.upper[100]], [0.625, 0.875]);
  });

  it('has the mean of the areas below it, but for its grid, and leaves a single curve as it is', () => {
    const random = alea('mean curves');
    const curves = Array.from({ length: 5 }, () => {
      const labels = [0, 1, ...Array.from({ length: 80 }, () => Math.round(random()))];
      const scores = labels.map((label) => random() + 0.3 * label);
      return { ...rocCurve(scores, labels), area: rocAuc(scores, labels) };
    });
    const areaOf = (heights: ArrayLike<number>) =>
      Array.from({ length: 200 }, (_, i) => (heights[i] + heights[i + 1]) / 400).reduce((sum, part) => sum + part);
    const expected = curves.reduce((sum, { area }) => sum + area / 5, 0);
    near(areaOf(meanRoc(curves).truePositiveRate), expected, 0.005);
    const alone = meanRoc([perfect]);
    assert.deepEqual(alone.truePositiveRate, new Float64Array(201).fill(1));
    assert.deepEqual(alone.band.lower, alone.truePositiveRate);
  });

  it('needs a curve', () => {
    assert.throws(() => meanRoc([]), MetricError);
    assert.throws(() => meanPrecisionRecall([]), /^MetricError: meanPrecisionRecall: expected at least one curve/);
  });
});

describe('meanPrecisionRecall', () => {
  it('averages steps: the precision of the next recall reached', () => {
    const curve = { precision: Float64Array.of(1, 0.5, 0.2), recall: Float64Array.of(0, 0.5, 1) };
    const reversed = { precision: Float64Array.of(0.4, 0.7, 1), recall: Float64Array.of(1, 0.5, 0) };
    const { precision, band } = meanPrecisionRecall([curve, reversed], { coverage: 1 });
    [1, 0.6, 0.6, 0.3, 0.3].forEach((expected, i) => near(precision[[0, 50, 100, 101, 200][i]], expected));
    assert.deepEqual([band.lower[100], band.upper[100]], [0.5, 0.7]);
  });
});
