import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { PastPool, pastDistances } from '../../lib/scoring';

const rowsOf = (values: readonly number[], width = 1) => ({
  values: Float64Array.from(values),
  count: values.length / width,
  width,
});

describe('pastDistances', () => {
  it('divides a distance by the deviation of what was seen, by hand', () => {
    // Training 0, 2, 4: mean 2, variance 8 / 3. The nearest third is one row, the row itself where it is in the pool.
    const [{ train, test }] = pastDistances(rowsOf([0, 2, 4]), rowsOf([7, 7]), { shares: [1 / 3] });
    assert.deepEqual([...train], [0, 0, 0]);
    assert.ok(Math.abs(test[0] - 3 / Math.sqrt(8 / 3)) < 1e-12);
    assert.equal(test[1], 0, 'the second one is near the first');
  });

  it('depends on no later row', () => {
    const random = new Random(1);
    const draw = (count: number) =>
      rowsOf(
        Array.from({ length: 2 * count }, () => random.normal(0, 1)),
        2,
      );
    const [train, test] = [draw(30), draw(40)];
    const whole = pastDistances(train, test, { shares: [0.1, 0.5] });
    for (const count of [1, 17, 39]) {
      const cut = { ...test, values: test.values.slice(0, 2 * count), count };
      pastDistances(train, cut, { shares: [0.1, 0.5] }).forEach((pair, which) => {
        assert.deepEqual(pair.test, whole[which].test.slice(0, count));
      });
    }
  });

  it('refuses rows of other widths, and none', () => {
    assert.throws(() => pastDistances(rowsOf([1]), rowsOf([1, 2], 2), { shares: [0.5] }), /width 1 and 1 of width 2/);
    assert.throws(() => pastDistances(rowsOf([]), rowsOf([1]), { shares: [0.5] }), /found 0 of width 1/);
  });
});

describe('PastPool', () => {
  it('keeps every second row when it is full, then every fourth', () => {
    const pool = new PastPool(1, { shares: [0.01], maxPool: 4 });
    // Distances in units of the deviation of 0 to 8, root of 60 / 9, to the rows that are left: 0, 4 and 8.
    for (let i = 0; i < 9; i++) pool.add([i]);
    const unit = Math.sqrt(60 / 9);
    const away = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => Math.round(pool.distancesOf([i])[0] * unit));
    assert.deepEqual(away, [0, 1, 2, 1, 0, 1, 2, 1, 0]);
  });

  it('gives finite distances where nothing varies, and 0 while it is empty', () => {
    const pool = new PastPool(2, { shares: [0.1, 0.5] });
    assert.deepEqual(pool.distancesOf([1, 1]), [0, 0]);
    pool.add([3, 3]);
    pool.add([3, 3]);
    assert.deepEqual(pool.distancesOf([3, 3]), [0, 0]);
    assert.ok(pool.distancesOf([9, 3]).every(Number.isFinite));
  });

  it('refuses options that are out of range', () => {
    assert.throws(() => new PastPool(1, { shares: [0] }), /shares\[0\]/);
    assert.throws(() => new PastPool(1, { shares: [0.5], maxPool: 1 }), /maxPool/);
  });
});
