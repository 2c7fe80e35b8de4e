import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { energyDistance, MetricError } from '../../lib/metrics';

describe('energyDistance', () => {
  it('is twice the mean distance between less the mean distances within', () => {
    // Between: 3, 5, 2, 4; within: 1 and 2.
    assert.equal(energyDistance([0, 1], [3, 5], 1), 2 * 3.5 - 1 - 2);
    // Rows of two values, 5 apart; between: 0, 5, 5, 0. Two rows by chance alike are less apart than 0.
    assert.equal(energyDistance([0, 0, 3, 4], Float32Array.of(0, 0, 3, 4), 2), 2 * 2.5 - 5 - 5);
  });

  it('is near 0 for one distribution, and large for a shifted, a wider and a collapsed one', () => {
    const random = new Random(1);
    const draw = (mean: number, deviation: number) =>
      Float64Array.from({ length: 600 }, () => random.normal(mean, deviation));
    const data = draw(0, 1);
    assert.ok(Math.abs(energyDistance(draw(0, 1), data, 3)) < 0.05);
    for (const other of [draw(1, 1), draw(0, 3), draw(0, 0.01)]) assert.ok(energyDistance(other, data, 3) > 0.3);
  });

  it('refuses what is not rows of numbers', () => {
    const refused = (a: number[], width: number) => {
      assert.throws(() => energyDistance(a, [1, 2, 3, 4], width), MetricError);
    };
    refused([1, 2, 3], 2);
    refused([1, 2], 2);
    refused([1, NaN], 1);
    assert.throws(() => energyDistance([1, 2, 3, 4], [1, 2], 2), /b: expected at least two whole rows; found 2 values/);
  });
});
