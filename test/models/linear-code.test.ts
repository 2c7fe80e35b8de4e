import assert from 'node:assert/strict';
import type { Windows } from '../../lib/data';
import { linearCode } from '../../lib/models';

const near = (found: number, expected: number) =>
  assert.ok(Math.abs(found - expected) < 1e-6, `${found} for ${expected}`);

/** Windows of one step. */
const windowsOf = (rows: number[][]): Windows => ({
  values: Float32Array.from(rows.flat()),
  labels: new Uint8Array(rows.length),
  starts: Int32Array.from(rows.keys()),
  count: rows.length,
  windowSize: 1,
  stride: 1,
  features: rows[0].length,
});

describe('linearCode', () => {
  // Variances 8 along the first feature, 2 along the second, 0 along the third.
  const cross = windowsOf([[4, 0, 1], [-4, 0, 1], [0, 2, 1], [0, -2, 1]]); // prettier-ignore

  it('tells the directions in which windows vary by more than the noise, by half the log of the ratio', () => {
    const { noiseVariance, largestVariance, directions, nats } = linearCode(cross, 2 / 3);
    near(noiseVariance, 1);
    near(largestVariance, 8);
    assert.equal(directions, 2);
    near(nats, (Math.log(8) + Math.log(2)) / 2);
    near(linearCode(cross, (2 / 3) * 4).nats, Math.log(2) / 2);
    const collapsed = linearCode(cross, (2 / 3) * 9);
    assert.deepEqual([collapsed.directions, collapsed.nats], [0, 0]);
  });

  it('tells no more directions than the code has dimensions', () => {
    near(linearCode(cross, 2 / 3, 1).nats, Math.log(8) / 2);
  });

  it('needs no more windows than values', () => {
    const { largestVariance, nats } = linearCode(windowsOf([[3, 4, 0, 0], [-3, -4, 0, 0]]), 0.5 / 2); // prettier-ignore
    near(largestVariance, 25);
    near(nats, Math.log(25 / 0.5) / 2);
  });
});
