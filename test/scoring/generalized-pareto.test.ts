import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fitGeneralizedPareto, generalizedParetoQuantile, type GeneralizedPareto } from '../../lib/scoring';

const fixture = readFileSync(join(__dirname, '../fixtures/threshold-conventions.json'), 'utf8');
const { generalizedPareto } = JSON.parse(fixture) as {
  generalizedPareto: { cases: (GeneralizedPareto & { excesses: number[]; logLikelihood: number })[] };
};

function logLikelihood(excesses: Float64Array, { shape, scale }: GeneralizedPareto): number {
  const term = (y: number) => (shape === 0 ? y / scale : (1 + 1 / shape) * Math.log1p((shape * y) / scale));
  return excesses.reduce((sum, y) => sum - Math.log(scale) - term(y), 0);
}

/** Excesses at evenly spaced quantiles of a distribution. */
function quantiles(tail: GeneralizedPareto, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => generalizedParetoQuantile(tail, (i + 0.5) / count));
}

describe('fitGeneralizedPareto, maximum likelihood', () => {
  generalizedPareto.cases.forEach(({ excesses, shape, scale, logLikelihood: expected }, i) => {
    it(`agrees with scipy's genpareto.fit, case ${i}`, () => {
      const values = Float64Array.from(excesses);
      const found = fitGeneralizedPareto(values, 'maximumLikelihood');
      assert.ok(Math.abs(found.shape - shape) < 2e-4, `shape ${found.shape}, expected ${shape}`);
      assert.ok(Math.abs(found.scale / scale - 1) < 2e-4, `scale ${found.scale}, expected ${scale}`);
      // scipy's search stops early, so that the exact root is at least as likely.
      assert.ok(logLikelihood(values, found) >= expected - 1e-9);
    });
  });

  it('recovers a shape near 0 as well as heavy and bounded tails', () => {
    for (const shape of [-0.4, -1e-3, 1e-3, 0.5]) {
      const found = fitGeneralizedPareto(quantiles({ shape, scale: 3 }, 4000), 'maximumLikelihood');
      assert.ok(Math.abs(found.shape - shape) < 0.01, `shape ${found.shape}, expected ${shape}`);
      assert.ok(Math.abs(found.scale / 3 - 1) < 0.01, `scale ${found.scale}`);
    }
  });

  it('fits the uniform distribution if there is no interior optimum', () => {
    const evenlySpread = Float64Array.from({ length: 20 }, (_, i) => i + 1);
    assert.deepEqual(fitGeneralizedPareto(evenlySpread, 'maximumLikelihood'), { shape: -1, scale: 20 });
  });

  it('does not depend on the unit of the scores, as the published fit does', () => {
    const excesses = quantiles({ shape: -0.4, scale: 1 }, 60);
    const inUnit = (unit: number) => excesses.map((excess) => excess * unit);
    const exact = (unit: number) => fitGeneralizedPareto(inUnit(unit), 'maximumLikelihood');
    assert.ok(Math.abs(exact(1).shape - exact(1000).shape) < 1e-9);
    assert.ok(Math.abs(exact(1000).scale / exact(1).scale - 1000) < 1e-6);
    const published = (unit: number) => fitGeneralizedPareto(inUnit(unit), 'reference');
    assert.equal(published(1000).shape, 0);
    assert.ok(published(0.1).shape < -0.3);
  });
});

describe('fitGeneralizedPareto, any tail fit', () => {
  for (const tailFit of ['reference', 'maximumLikelihood'] as const) {
    it(`fits the exponential distribution to equal excesses, and to one (${tailFit})`, () => {
      assert.deepEqual(fitGeneralizedPareto(Float64Array.of(2, 2, 2), tailFit), { shape: 0, scale: 2 });
      assert.deepEqual(fitGeneralizedPareto(Float64Array.of(0.1), tailFit), { shape: 0, scale: 0.1 });
    });

    it(`ends in finite numbers for excesses of any magnitude (${tailFit})`, () => {
      const magnitudes = [
        [1e-300, 1e-299, 3e-300],
        [1e-12, 1],
        [1e9, 2e9, 1e-3],
        [1e150, 1e151],
        [1, 2, 1e8],
      ];
      for (const excesses of magnitudes) {
        const { shape, scale } = fitGeneralizedPareto(Float64Array.from(excesses), tailFit);
        assert.ok(Number.isFinite(shape) && Number.isFinite(scale) && scale > 0, `${excesses}: ${shape}, ${scale}`);
      }
    });
  }
});

describe('generalizedParetoQuantile', () => {
  it('passes smoothly through the exponential at shape 0', () => {
    const exponential = generalizedParetoQuantile({ shape: 0, scale: 2 }, 0.01);
    assert.ok(Math.abs(exponential + 2 * Math.log(0.01)) < 1e-12);
    for (const shape of [1e-14, -1e-14, 1e-9, -1e-9]) {
      const near = generalizedParetoQuantile({ shape, scale: 2 }, 0.01);
      assert.ok(Math.abs(near - exponential) < 30 * Math.abs(shape) + 1e-12, `shape ${shape}: ${near}`);
    }
  });

  it('inverts the tail probability', () => {
    for (const shape of [-0.3, 0.7]) {
      const excess = generalizedParetoQuantile({ shape, scale: 1.5 }, 0.2);
      assert.ok(Math.abs((1 + (shape * excess) / 1.5) ** (-1 / shape) - 0.2) < 1e-12);
    }
  });

  it('throws if the quantile overflows', () => {
    assert.throws(() => generalizedParetoQuantile({ shape: 5, scale: 1 }, 1e-200), /overflows for shape 5/);
  });
});
