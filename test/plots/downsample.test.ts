import assert from 'node:assert/strict';
import fc from 'fast-check';
import { downsampleGrid, downsampleIndices, thinCurveIndices } from '../../lib/plots/downsample';
import { extent } from '../../lib/plots/figure';

describe('plots/downsample', () => {
  it('keeps the smallest and largest value, both ends, and the bound, for any series', () => {
    const series = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(series, fc.integer({ min: 4, max: 60 }), (values, maxPoints) => {
        const kept = downsampleIndices(values, maxPoints);
        assert.deepEqual(extent(kept.map((index) => values[index])), extent(values));
        assert.ok(kept.length <= maxPoints, `${kept.length} points, at most ${maxPoints} allowed`);
        assert.equal(kept[0], 0);
        assert.equal(kept[kept.length - 1], values.length - 1);
        assert.ok(kept.every((index, place) => place === 0 || index > kept[place - 1]));
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('keeps a spike one step wide, wherever it is', () => {
    for (const at of [0, 1, 4999, 7321, 9998, 9999]) {
      const values = new Float32Array(10_000);
      values[at] = 1;
      assert.ok(downsampleIndices(values, 200).includes(at), `the spike at ${at} is lost`);
    }
  });

  it('leaves a short series whole and refuses a bound below 4', () => {
    assert.deepEqual(downsampleIndices([3, 1, 2], 4), [0, 1, 2]);
    assert.throws(() => downsampleIndices([3, 1, 2], 3), /maxPoints is 3; expected at least 4/);
  });

  it('thins a curve to the points that differ visibly and keeps its ends', () => {
    const x = Float64Array.from({ length: 50_001 }, (_, index) => index / 50_000);
    const kept = thinCurveIndices(x, x, 100);
    assert.ok(kept.length <= 102, `${kept.length} points`);
    assert.deepEqual([kept[0], kept[kept.length - 1]], [0, 50_000]);
    assert.deepEqual(thinCurveIndices([0, 0, 1], [0, 1, 1], 100), [0, 1, 2]);
  });

  it('pools a grid to the cell that lies farthest from the mean of its rows', () => {
    const values = new Float64Array(2 * 12).fill(1);
    values[5] = -9;
    values[12 + 11] = 4;
    const pooled = downsampleGrid({ values, rows: 2, columns: 12 }, { maxRows: 2, maxColumns: 4 });
    assert.deepEqual(pooled, { cells: [[1, -9, 1, 1], [1, 1, 1, 4]], rowStep: 1, columnStep: 3 }); // prettier-ignore
    const both = downsampleGrid({ values, rows: 2, columns: 12 }, { maxRows: 1, maxColumns: 5 });
    assert.deepEqual(both, { cells: [[1, -9, 1, 4]], rowStep: 2, columnStep: 3 });
  });
});
