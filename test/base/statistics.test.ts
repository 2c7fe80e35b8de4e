import assert from 'node:assert/strict';
import { correlation, mean, median, standardDeviation, variance, varies } from '../../lib/base';

describe('statistics', () => {
  it('divides the sum of squares by the count, about the mean or a given center', () => {
    const values = [1, 2, 3, 6];
    assert.deepEqual([mean(values), variance(values), variance(values, 2)], [3, 3.5, 4.5]);
    assert.equal(standardDeviation(values), Math.sqrt(3.5));
  });

  it('correlates: 1 and -1 on a line, a hand-worked value off it, NaN where nothing varies', () => {
    assert.deepEqual([correlation([1, 2, 4], [3, 5, 9]), correlation([1, 2], [4, 1])], [1, -1]);
    // Deviations -1, 0, 1 and -1, 1, 0.
    assert.ok(Math.abs(correlation([1, 2, 3], [1, 3, 2]) - 0.5) < 1e-15);
    assert.ok(Number.isNaN(correlation([1, 2], [3, 3])));
  });

  it('tells what varies from rounding, whatever the unit and however many values there are', () => {
    const constant = new Float64Array(200_000).fill(0.1);
    assert.ok(standardDeviation(constant) > 0, 'its mean is rounded');
    for (const values of [constant, [0, 0], [5], [0.1 + 0.2, 0.3], [-1e9, -1e9 - 1e-5]]) assert.ok(!varies(values));
    for (const values of [
      [1e-30, 2e-30],
      [1e9, 1e9 + 1],
      [-1, 1],
      [0, 1e-300],
    ])
      assert.ok(varies(values));
  });

  it('finds the middle value, or the mean of the two, of numbers in any order', () => {
    assert.deepEqual([median([10, 9, 100]), median(Float32Array.of(4, 1, 3, 2))], [10, 2.5]);
    assert.deepEqual([mean([]), median([])], [NaN, NaN]);
  });
});
