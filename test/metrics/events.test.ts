import assert from 'node:assert/strict';
import { eventF1 } from '../../lib/metrics';

describe('eventF1', () => {
  it('combines the recall of events with the precision of points', () => {
    // One of two events found; two of three predicted points are anomalous: 2 * (1/2 * 2/3) / (1/2 + 2/3).
    const f1 = eventF1([0, 1, 1, 0, 1, 0, 0, 0], [0, 1, 1, 1, 0, 1, 1, 0]);
    assert.ok(Math.abs(f1 - 4 / 7) < 1e-15);
  });

  it('is 1 for one correct point in every event', () => {
    assert.equal(eventF1([1, 0, 0, 0, 1, 0, 0], [1, 1, 0, 0, 1, 1, 0]), 1);
  });

  it('is 0 if nothing is predicted or nothing is labelled', () => {
    assert.equal(eventF1([0, 0, 0], [0, 1, 0]), 0);
    assert.equal(eventF1([0, 1, 0], [0, 0, 0]), 0);
  });

  it('ignores the last point of the series as TSB-AD does, except with the definition', () => {
    const [predictions, labels] = [
      [0, 0, 0, 1],
      [0, 0, 1, 1],
    ];
    assert.equal(eventF1(predictions, labels), 0);
    assert.equal(eventF1(predictions, labels, { boundary: 'definition' }), 1);
  });

  it('refuses an unknown boundary', () => {
    const options = { boundary: 'half-open' as 'definition' };
    assert.throws(() => eventF1([1], [1], options), /boundary must be 'tsb-ad' or 'definition', found "half-open"/);
  });
});
