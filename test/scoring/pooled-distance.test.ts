import assert from 'node:assert/strict';
import type { Rows } from '../../lib/base';
import { pooledDistances } from '../../lib/scoring';

const rows = (values: number[]): Rows => ({ values: Float64Array.from(values), count: values.length, width: 1 });

describe('pooledDistances', () => {
  it('averages over the nearest share of both series together', () => {
    const [half, all] = pooledDistances(rows([0, 1]), rows([3, 7]), { shares: [0.5, 0.999] });
    assert.deepEqual(Array.from(half.train), [0.5, 0.5]);
    assert.deepEqual(Array.from(half.test), [1, 2]);
    assert.deepEqual(Array.from(all.test), [(0 + 2 + 3 + 4) / 4, (0 + 4 + 6 + 7) / 4]);
  });

  it('compares only with training if asked, so that test rows do not change each other', () => {
    const options = { shares: [0.5], compareWith: 'training' } as const;
    const test = (values: number[]) => pooledDistances(rows([0, 1]), rows(values), options)[0].test;
    assert.deepEqual(Array.from(test([3, 7])), [2, 6]);
    assert.equal(test([3, 3])[0], 2);
  });

  it('scores a lasting new level as normal if the share is smaller, as an anomaly if it is larger', () => {
    const test = rows([...new Array<number>(30).fill(5), ...new Array<number>(60).fill(0)]);
    const train = rows(new Array<number>(10).fill(0));
    const [narrow, wide] = pooledDistances(train, test, { shares: [0.2, 0.6] });
    assert.equal(narrow.test[0], 0);
    assert.ok(wide.test[0] > wide.test[89]);
  });

  it('lets an evenly spaced part stand for a large pool', () => {
    const train = rows(Array.from({ length: 100 }, (_, i) => i));
    const [thinned] = pooledDistances(train, rows([0]), { shares: [0.999], compareWith: 'training', maxPool: 10 });
    assert.equal(thinned.test[0], 45);
  });

  it('names what it cannot use', () => {
    assert.throws(() => pooledDistances(rows([]), rows([1]), { shares: [0.5] }), /found 0 and 1/);
    assert.throws(
      () => pooledDistances(rows([1]), rows([1]), { shares: [0.5, 1] }),
      /shares\[1\] must be a number strictly between 0 and 1/,
    );
    const wide: Rows = { values: new Float64Array(2), count: 1, width: 2 };
    assert.throws(() => pooledDistances(rows([1]), wide, { shares: [0.5] }), /one width, found 1 and 2/);
  });
});
