import assert from 'node:assert/strict';
import { seedInterval } from '../../lib/tables';

describe('tables/seed-interval', () => {
  it("gives Student's interval of the mean", () => {
    // mean 2, deviation 1, n = 3: 4.303 / sqrt(3) = 2.484
    const { mean, deviation, low, high, seeds } = seedInterval([1, 2, 3], 'F1');
    assert.deepEqual([mean, deviation, seeds], [2, 1, 3]);
    assert.ok(Math.abs(low - (2 - 2.4843)) < 1e-3 && Math.abs(high - (2 + 2.4843)) < 1e-3, `${low} to ${high}`);
  });

  it('has no width for a single seed', () => {
    assert.deepEqual(seedInterval(Float32Array.of(0.5), 'F1'), { mean: 0.5, deviation: 0, low: 0.5, high: 0.5, seeds: 1 }); // prettier-ignore
  });

  it('continues beyond the table of t', () => {
    // t(99) = 1.984
    const values = Array.from({ length: 100 }, (_, i) => (i % 2 ? 1 : -1));
    const { high, deviation } = seedInterval(values, 'F1');
    assert.ok(Math.abs((high * 10) / deviation - 1.984) < 2e-3);
  });

  it('refuses no values, and values that are not finite', () => {
    assert.throws(() => seedInterval([], 'F1 of D-1'), /F1 of D-1 has no value/);
    assert.throws(() => seedInterval([1, Infinity], 'F1'), /F1 is Infinity for seed 2 of 2; expected a finite number/);
  });
});
