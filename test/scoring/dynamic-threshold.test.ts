import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dynamicThreshold, invertedErrors, ScoringError, type DynamicThreshold } from '../../lib/scoring';

interface Case {
  smoothedErrors: number[];
  errorBuffer: number;
  expected: DynamicThreshold;
}

const read = (name: string) => JSON.parse(readFileSync(join(__dirname, '../fixtures', name), 'utf8')) as unknown;
const { ndt } = read('thresholds.json') as { ndt: Case[] };
const { telemanom } = read('threshold-conventions.json') as { telemanom: { cases: Case[] } };

/** Makes mostly quiet errors with highs at the given places. */
function withPeaks(length: number, peaks: Record<number, number>): number[] {
  return Array.from({ length }, (_, i) => peaks[i] ?? 1 + (i % 2) * 0.1);
}

describe('dynamicThreshold', () => {
  for (const [i, { smoothedErrors, errorBuffer, expected }] of [...ndt, ...telemanom.cases].entries()) {
    it(`agrees with telemanom's find_epsilon, case ${i}`, () => {
      const found = dynamicThreshold(smoothedErrors, { errorBuffer });
      for (const key of ['epsilon', 'z', 'epsilonInverse', 'zInverse'] as const) {
        assert.ok(Math.abs(found[key] - expected[key]) < 1e-9, `${key}: ${found[key]}, expected ${expected[key]}`);
      }
    });
  }

  it('takes the largest z of those that single out the same points', () => {
    // One peak among 100 lies just under 10 standard deviations above the mean.
    const { z, epsilon } = dynamicThreshold(withPeaks(100, { 50: 40 }), { errorBuffer: 2 });
    assert.equal(z, 9.5);
    assert.ok(epsilon > 1.1 && epsilon < 40);
  });

  it('falls back to 12 standard deviations where the buffers fill half of the window', () => {
    const errors = withPeaks(100, { 50: 40 });
    assert.equal(dynamicThreshold(errors, { errorBuffer: 26 }).z, 12);
    assert.equal(dynamicThreshold(errors, { errorBuffer: 25 }).z, 9.5);
  });

  it('does not accept more than five sequences', () => {
    const peaks = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [20 + 40 * i, 40]));
    assert.notEqual(dynamicThreshold(withPeaks(400, peaks(5)), { errorBuffer: 2 }).z, 12);
    assert.equal(dynamicThreshold(withPeaks(400, peaks(6)), { errorBuffer: 2 }).z, 12);
  });

  it('counts single points as anomalous but not as sequences, and treats buffers 0 and 1 alike', () => {
    const errors = withPeaks(400, Object.fromEntries([20, 60, 100, 140, 180, 220].map((i) => [i, 40])));
    assert.notEqual(dynamicThreshold(errors, { errorBuffer: 1 }).z, 12);
    assert.deepEqual(dynamicThreshold(errors, { errorBuffer: 0 }), dynamicThreshold(errors, { errorBuffer: 1 }));
  });

  it('finds dips in the inverse direction', () => {
    const errors = withPeaks(100, { 50: 40 });
    const dips = errors.map((error) => 50 - error);
    assert.equal(dynamicThreshold(dips, { errorBuffer: 2 }).zInverse, 9.5);
    assert.equal(dynamicThreshold(dips, { errorBuffer: 2 }).z, 12);
    const inverted = invertedErrors(dips);
    assert.equal(inverted.indexOf(Math.max(...inverted)), 50);
  });

  it('gives the mean and z = 12 for constant errors', () => {
    assert.deepEqual(dynamicThreshold([2, 2, 2, 2]), { epsilon: 2, z: 12, epsilonInverse: 2, zInverse: 12 });
    assert.deepEqual(dynamicThreshold([0]), { epsilon: 0, z: 12, epsilonInverse: 0, zInverse: 12 });
  });

  it('names what it cannot use', () => {
    assert.throws(() => dynamicThreshold([]), /dynamicThreshold: smoothedErrors is empty/);
    assert.throws(() => dynamicThreshold([1, 2, NaN]), /smoothedErrors\[2\] is NaN/);
    assert.throws(() => dynamicThreshold([1], { errorBuffer: 1.5 }), /errorBuffer must be a whole number/);
    assert.throws(() => invertedErrors([Infinity]), ScoringError);
  });
});
