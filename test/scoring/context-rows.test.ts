import assert from 'node:assert/strict';
import { makeSeries } from '../../lib/data';
import { contextRows, standardizeRows } from '../../lib/scoring';

const series = (values: number[], features = 1) =>
  makeSeries({ name: 'test', values: Float64Array.from(values), features });

describe('contextRows', () => {
  it('gives the eight statistics of the stretch around each step', () => {
    const options = { describe: 'statistics', windowSize: 4, stride: 3 } as const;
    const { values, count, width } = contextRows(series([1, 2, 4, 8, 16, 32]), options);
    assert.deepEqual([count, width], [2, 8]);
    const root = (value: number) => Math.sqrt(value);
    // Step 0 looks at [1, 2, 4, 8], moved inside; step 3 at [2, 4, 8, 16].
    const first = [root(85 / 4 - 3.75 ** 2), 7, 8, 1, 3.75, 7 / 3, root(21 / 3 - 49 / 9), 3];
    first.forEach((value, i) =>
      assert.ok(Math.abs(values[i] - value) < 1e-12, `statistic ${i}: ${values[i]}, ${value}`),
    );
    assert.deepEqual(Array.from(values.subarray(9, 13)), [14, 16, 2, 7.5]);
  });

  it('looks back only where it is causal', () => {
    const before = series([1, 5, 2, 8, 3, 9, 4, 7]);
    const after = series([1, 5, 2, 8, 3, 9, 40, 70]);
    const rows = (of: typeof before, alignment: 'causal' | 'centred') =>
      contextRows(of, { describe: 'quantiles', windowSize: 4, stride: 1, alignment }).values.subarray(0, 6 * 20);
    assert.deepEqual(rows(before, 'causal'), rows(after, 'causal'));
    assert.notDeepEqual(rows(before, 'centred'), rows(after, 'centred'));
  });

  it('measures distances of constant stretches as the distance of their values', () => {
    const { values } = contextRows(series([1, 1, 1, 4, 4, 4]), { describe: 'quantiles', windowSize: 3, stride: 4 });
    const squared = Array.from({ length: 20 }, (_, i) => (values[i] - values[20 + i]) ** 2).reduce((a, b) => a + b);
    assert.ok(Math.abs(Math.sqrt(squared) - 3) < 1e-12);
  });

  it('describes chosen features, one after the other', () => {
    const both = series([1, 10, 2, 20, 3, 30], 2);
    const mean = (features?: number[]) => {
      const { values } = contextRows(both, { describe: 'statistics', windowSize: 3, stride: 3, features });
      return Array.from({ length: values.length / 8 }, (_, i) => values[i * 8 + 4]);
    };
    assert.deepEqual(mean(), [2, 20]);
    assert.deepEqual(mean([1]), [20]);
  });

  it('names what it cannot use', () => {
    const options = { describe: 'statistics', windowSize: 3, stride: 3 } as const;
    assert.throws(() => contextRows(series([]), options), /test has no time step/);
    assert.throws(() => contextRows(series([1]), { ...options, features: [1] }), /no feature 1, expected 0 to 0/);
    assert.throws(() => contextRows(series([1]), { ...options, stride: 0 }), /stride must be a whole number/);
  });
});

describe('standardizeRows', () => {
  const rows = (values: number[]) => ({ values: Float64Array.from(values), count: values.length / 2, width: 2 });

  it('takes mean and deviation from the reference, keeps a constant column, and limits to ten deviations', () => {
    const { values } = standardizeRows(rows([0, 7, 2, 7]), rows([3, 8, 100, 7]));
    assert.deepEqual(Array.from(values), [2, 1, 10, 0]);
  });

  it('refuses rows of another width', () => {
    assert.throws(() => standardizeRows(rows([1, 2]), { ...rows([1, 2]), width: 1 }), /width 2, found 1/);
  });
});
