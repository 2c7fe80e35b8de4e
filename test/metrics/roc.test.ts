import { alea } from 'seedrandom';
import assert from 'node:assert/strict';
import { MetricError, rocAuc, rocCurve } from '../../lib/metrics';

/** Computes the definition: the share of pairs in which the anomalous point scores higher; ties count half. */
function aucByPairs(scores: number[], labels: number[]): number {
  let [wins, pairs] = [0, 0];
  scores.forEach((a, i) =>
    scores.forEach((b, j) => {
      if (!labels[i] || labels[j]) return;
      pairs++;
      wins += a > b ? 1 : a === b ? 0.5 : 0;
    }),
  );
  return wins / pairs;
}

describe('rocAuc', () => {
  it('is 1, 0 and one half for a perfect, an inverted and a constant score', () => {
    assert.equal(rocAuc([1, 2, 3, 4], [0, 0, 1, 1]), 1);
    assert.equal(rocAuc([4, 3, 2, 1], [0, 0, 1, 1]), 0);
    assert.equal(rocAuc([5, 5, 5, 5], [0, 1, 0, 1]), 0.5);
  });

  it('equals the count over all pairs, with many ties', () => {
    const random = alea('roc');
    for (let trial = 0; trial < 50; trial++) {
      const labels = [0, 1, ...Array.from({ length: 40 }, () => Math.round(random()))];
      const scores = labels.map(() => Math.floor(random() * 8));
      assert.ok(Math.abs(rocAuc(scores, labels) - aucByPairs(scores, labels)) < 1e-12);
    }
  });

  it('orders infinities like numbers and treats -0 and 0 as a tie', () => {
    assert.equal(rocAuc([-Infinity, 0, Infinity, 1], [0, 0, 1, 1]), 1);
    assert.equal(rocAuc([Infinity, Infinity], [0, 1]), 0.5);
    assert.equal(rocAuc([-0, 0], [0, 1]), 0.5);
  });

  it('distinguishes doubles that are equal in single precision', () => {
    assert.equal(rocAuc([1, 1 + Number.EPSILON], [0, 1]), 1);
  });

  it('does not change the scores', () => {
    const scores = Float64Array.of(3, 1, 2);
    rocAuc(scores, [1, 0, 0]);
    assert.deepEqual(scores, Float64Array.of(3, 1, 2));
  });

  it('is undefined for one class, and says which', () => {
    const undefinedMeasure = (message: RegExp) => (e: unknown) =>
      e instanceof MetricError && e.reason === 'undefined-measure' && message.test(e.message);
    assert.throws(() => rocAuc([1, 2], [0, 0]), undefinedMeasure(/^rocAuc: .* all 2 labels are normal/));
    assert.throws(() => rocAuc([1, 2], [1, 1]), undefinedMeasure(/^rocAuc: .* all 2 labels are anomalous/));
  });
});

describe('rocCurve', () => {
  it('goes from (0, 0) to (1, 1) by descending threshold', () => {
    const curve = rocCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
    assert.deepEqual(Array.from(curve.falsePositiveRate), [0, 0, 0.5, 0.5, 1]);
    assert.deepEqual(Array.from(curve.truePositiveRate), [0, 0.5, 0.5, 1, 1]);
    assert.deepEqual(Array.from(curve.thresholds), [Infinity, 0.8, 0.4, 0.35, 0.1]);
  });

  it('leaves out points on a straight line by default', () => {
    const [scores, labels] = [
      [6, 5, 4, 3, 2, 1],
      [1, 1, 1, 0, 0, 0],
    ];
    assert.deepEqual(Array.from(rocCurve(scores, labels).thresholds), [Infinity, 6, 4, 1]);
    const all = rocCurve(scores, labels, { dropIntermediate: false });
    assert.deepEqual(Array.from(all.thresholds), [Infinity, 6, 5, 4, 3, 2, 1]);
  });
});
