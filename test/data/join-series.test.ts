import assert from 'node:assert/strict';
import { joinSeries, makeSeries } from '../../lib/data';

describe('joinSeries', () => {
  const long = makeSeries({
    name: 'A',
    values: Float64Array.of(1, 2, 3, 4),
    features: 1,
    labels: Uint8Array.of(0, 0, 1, 1),
  });
  const wide = makeSeries({
    name: 'B',
    values: Float64Array.of(10, 11, 20, 21, 30, 31),
    features: 2,
    names: ['x', 'y'],
    labels: Uint8Array.of(1, 0, 0),
  });

  it('puts the features of a step side by side, to the end of the shortest, and joins the labels', () => {
    const joined = joinSeries([long, wide]);
    assert.deepEqual([joined.name, joined.length, joined.features], ['A, B', 3, 3]);
    assert.deepEqual(Array.from(joined.values), [1, 10, 11, 2, 20, 21, 3, 30, 31]);
    assert.deepEqual(joined.names, ['A feature 0', 'B x', 'B y']);
    assert.deepEqual(Array.from(joined.labels!), [1, 0, 1]);
  });

  it('has labels only where a series has, and needs a series', () => {
    const { labels: _, ...unlabelled } = long;
    assert.equal(joinSeries([unlabelled, unlabelled]).labels, undefined);
    assert.deepEqual(Array.from(joinSeries([unlabelled, wide]).labels!), [1, 0, 0]);
    assert.throws(() => joinSeries([]), /joinSeries: expected at least one series, found none\./);
  });
});
