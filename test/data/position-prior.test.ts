import assert from 'node:assert/strict';
import { anomalyShares } from '../../lib/data';

describe('anomalyShares', () => {
  it('gives the share of series that are anomalous at each of 100 places', () => {
    const late = { length: 1000, segments: [{ start: 600, end: 1000 }] };
    const end = { length: 500, segments: [{ start: 450, end: 500 }] };
    const shares = anomalyShares([late, end, { length: 70, segments: [] }]);
    assert.equal(shares.length, 100);
    // Place i is step i / 99 * 999 of the first series: from 600 on at i = 60 (605); of the second, step 450 at i = 90 (454).
    assert.deepEqual([shares[59], shares[60], shares[89], shares[90], shares[99]], [0, 1 / 3, 1 / 3, 2 / 3, 2 / 3]);
  });

  it('needs a series', () => {
    assert.throws(() => anomalyShares([]), /expected at least one labelled series, found none/);
  });
});
