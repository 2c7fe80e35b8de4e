import assert from 'node:assert/strict';
import { criticalDifference, meanRanks } from '../../lib/leaderboard';

describe('meanRanks', () => {
  it('gives the highest figure rank 1 and shares ranks between equal ones', () => {
    assert.deepEqual(meanRanks([[0.9, 0.5], [0.1, 0.5], [0.5, 0.9]]), [1.75, 2.75, 1.5]); // prettier-ignore
  });

  it('refuses rows of different channels', () => {
    assert.throws(() => meanRanks([[1], [1, 2]]), /found 1, 2/);
    assert.throws(() => meanRanks([]), /found none/);
  });
});

describe('criticalDifference', () => {
  it("agrees with Demsar's table of Nemenyi's critical values", () => {
    const q = (rows: number) => criticalDifference(rows, 10) / Math.sqrt((rows * (rows + 1)) / 60);
    for (const [rows, expected] of [
      [2, 1.96],
      [5, 2.728],
      [10, 3.164],
    ] as const) {
      // prettier-ignore
      assert.ok(Math.abs(q(rows) - expected) < 0.01, `${rows}: ${q(rows)}`);
    }
  });

  it('falls with the root of the number of channels', () => {
    assert.ok(Math.abs(criticalDifference(4, 10) - 2 * criticalDifference(4, 40)) < 1e-9);
  });
});
