import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { bestPointAdjustedF1, pointAdjust, pointAdjustedF1 } from '../../lib/metrics';

const labels = [0, 1, 1, 1, 1, 0, 0, 1, 1];
const predictions = [1, 0, 0, 1, 0, 0, 0, 0, 0];

describe('pointAdjust', () => {
  it('fills a segment with one hit, and no other', () => {
    assert.deepEqual(Array.from(pointAdjust(predictions, labels)), [1, 1, 1, 1, 1, 0, 0, 0, 0]);
  });

  it('requires more than k percent of the segment', () => {
    // One hit of four is 25 percent, which is not more than 25.
    assert.deepEqual(Array.from(pointAdjust(predictions, labels, 25)), predictions);
    assert.deepEqual(Array.from(pointAdjust(predictions, labels, 24)), [1, 1, 1, 1, 1, 0, 0, 0, 0]);
  });

  it('changes nothing at 100, even for a segment hit in full', () => {
    assert.deepEqual(Array.from(pointAdjust([0, 1, 1, 0], [0, 1, 1, 1], 100)), [0, 1, 1, 0]);
  });

  it('adjusts segments at both ends of the series', () => {
    assert.deepEqual(Array.from(pointAdjust([0, 1, 0, 0, 1], [1, 1, 0, 1, 1])), [1, 1, 0, 1, 1]);
  });

  it('does not change its input', () => {
    const input = Uint8Array.from(predictions);
    pointAdjust(input, labels);
    assert.deepEqual(Array.from(input), predictions);
  });

  it('refuses a k that is not a percentage', () => {
    for (const k of [-1, 101, NaN]) {
      assert.throws(() => pointAdjust(predictions, labels, k), /k must be a percentage from 0 to 100, found/);
    }
  });
});

describe('pointAdjustedF1', () => {
  it('is the F1 of the adjusted predictions', () => {
    assert.equal(pointAdjustedF1(predictions, labels), 8 / 11);
    assert.equal(pointAdjustedF1(predictions, labels, 100), 2 / 8);
  });
});

describe('bestPointAdjustedF1', () => {
  it('is the best of all thresholds, each tried', () => {
    const random = new Random(5);
    for (let round = 0; round < 20; round++) {
      const scores = Float64Array.from({ length: 40 }, () => Math.floor(random.uniform() * 12)); // with ties
      const marks = Uint8Array.from(scores, (_, i) => Number((i > 4 && i < 9) || i === 20 || i > 33));
      const tried = Array.from(scores, (threshold) =>
        pointAdjustedF1(
          Uint8Array.from(scores, (score) => Number(score >= threshold)),
          marks,
        ),
      );
      const best = bestPointAdjustedF1(scores, marks);
      assert.equal(best.f1, Math.max(...tried), `round ${round}`);
      const predicted = Uint8Array.from(scores, (score) => Number(score >= best.threshold));
      assert.equal(pointAdjustedF1(predicted, marks), best.f1, `round ${round}: its threshold`);
    }
  });

  it('is not defined without anomalies', () => {
    assert.throws(() => bestPointAdjustedF1([1, 2], [0, 0]), /bestF1: .*anomalous/);
  });
});
