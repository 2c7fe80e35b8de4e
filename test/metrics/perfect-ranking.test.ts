import assert from 'node:assert/strict';
import { perfectRanking, precisionRecallF1 } from '../../lib/metrics';

describe('perfectRanking', () => {
  it('is what a perfect ranking comes to, whether too few points are called or too many', () => {
    for (const [called, anomalous] of [[2, 8], [8, 2], [5, 5]] as const) {
      const first = (count: number) => Array.from({ length: 20 }, (_, i) => (i < count ? 1 : 0));
      assert.deepEqual(perfectRanking(called / 20, anomalous / 20), precisionRecallF1(first(called), first(anomalous)));
    } // prettier-ignore
  });

  it('is 0 where nothing is called, and refuses what is no share', () => {
    assert.deepEqual(perfectRanking(0, 0.2), { precision: 0, recall: 0, f1: 0 });
    assert.throws(() => perfectRanking(1.2, 0.2), /called must lie between 0 and 1/);
  });
});
