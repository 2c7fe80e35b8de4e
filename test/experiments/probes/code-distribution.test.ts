import assert from 'node:assert/strict';
import { mean, Random } from '../../../lib/base';
import { drawLikeCodes } from '../../../lib/experiments/probes/code-distribution';

describe('drawLikeCodes', () => {
  it('draws with the mean and covariance of the codes', () => {
    // Two dimensions whose codes are (3, -1) + 2 u (1, .5) + .5 v (-.5, 1), with u and v of variance 1.
    const random = new Random(1);
    const codes = Array.from({ length: 4000 }, () => {
      const [u, v] = [2 * random.normal(), 0.5 * random.normal()];
      return [3 + u - 0.5 * v, -1 + 0.5 * u + v];
    });
    const drawn = drawLikeCodes(Float32Array.from(codes.flat()), { latentDim: 2, draws: 4000, random: new Random(2) });
    const pairs = Array.from({ length: 4000 }, (_, i) => [drawn[2 * i], drawn[2 * i + 1]]);
    const covariance = (rows: readonly (readonly number[])[], a: number, b: number) => {
      const center = [0, 1].map((i) => mean(rows.map((row) => row[i])));
      return mean(rows.map((row) => (row[a] - center[a]) * (row[b] - center[b])));
    };
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const [own, wanted] = [covariance(pairs, a, b), covariance(codes, a, b)];
      assert.ok(Math.abs(own - wanted) < 0.2, `covariance of ${a} and ${b}: ${own}, expected ${wanted}`);
    }
    assert.ok(Math.abs(mean(pairs.map(([x]) => x)) - 3) < 0.1);
    assert.ok(Math.abs(mean(pairs.map(([, y]) => y)) + 1) < 0.1);
  });

  it('draws from codes that leave a dimension unused', () => {
    const codes = Float32Array.from([1, 5, 2, 5, 3, 5]);
    const drawn = drawLikeCodes(codes, { latentDim: 2, draws: 50, random: new Random(0) });
    assert.ok(drawn.every(Number.isFinite));
    assert.ok(drawn.every((value, i) => i % 2 === 0 || Math.abs(value - 5) < 0.01));
  });
});
