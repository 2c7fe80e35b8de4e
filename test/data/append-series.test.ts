import assert from 'node:assert/strict';
import { appendSeries, makeSeries } from '../../lib/data';

describe('appendSeries', () => {
  const first = makeSeries({
    name: 'A',
    values: Float64Array.of(1, 2, 3, 4),
    features: 2,
    names: ['x', 'y'],
    labels: Uint8Array.of(0, 1),
  });
  const second = makeSeries({ name: 'B', values: Float64Array.of(5, 6), features: 2, labels: Uint8Array.of(1) });

  it('puts one after the other, with labels if each has some, and the names of the first', () => {
    const { name, length, features, names, values, labels } = appendSeries('all', [first, second]);
    assert.deepEqual([name, length, features, names], ['all', 3, 2, ['x', 'y']]);
    assert.deepEqual([...values], [1, 2, 3, 4, 5, 6]);
    assert.deepEqual([...labels!], [0, 1, 1]);
    const { labels: _, ...unlabelled } = second;
    assert.equal(appendSeries('all', [first, unlabelled]).labels, undefined);
  });

  it('refuses series of other features, and none', () => {
    const wide = makeSeries({ name: 'C', values: Float64Array.of(1, 2, 3), features: 3 });
    assert.throws(() => appendSeries('all', [first, wide]), /^DataError: C: expected 2 features as in A, found 3\.$/);
    assert.throws(() => appendSeries('all', []), /^DataError: all: expected at least one series to append, found none/);
  });
});
