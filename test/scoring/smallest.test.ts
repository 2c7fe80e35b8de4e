import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mean, Random } from '../../lib/base';
import { meansOfSmallest } from '../../lib/scoring/smallest';

describe('meansOfSmallest', () => {
  it('averages the smallest by hand', () => {
    assert.deepEqual(meansOfSmallest(Float64Array.of(5, 1, 4, 2, 3), [2, 1, 5, 3]), [1.5, 1, 3, 2]);
  });

  it('is what sorting gives, also with equal values', () => {
    const numbers = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        numbers,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }),
        (values, shares) => {
          const counts = shares.map((share) => Math.max(1, Math.round(share * values.length)));
          const sorted = Float64Array.from(values).sort();
          const expected = counts.map((count) => mean(sorted.subarray(0, count)));
          assert.deepEqual(meansOfSmallest(Float64Array.from(values), counts), expected);
        },
      ),
      { seed: 1 },
    );
  });

  it('takes a long array whose values ascend, descend or are drawn', () => {
    const random = new Random(3);
    const length = 5000;
    for (const valueAt of [(i: number) => i, (i: number) => -i, () => random.normal(0, 1), () => 7]) {
      const values = Float64Array.from({ length }, (_, i) => valueAt(i));
      const sorted = values.slice().sort();
      meansOfSmallest(values, [500, 2500]).forEach((found, i) => {
        const expected = mean(sorted.subarray(0, [500, 2500][i]));
        assert.ok(Math.abs(found - expected) < 1e-9, `${found} is not ${expected}`);
      });
    }
  });
});
