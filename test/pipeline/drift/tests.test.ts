import assert from 'node:assert/strict';
import { Random } from '../../../lib/base';
import { kolmogorovSmirnov, populationStability } from '../../../lib/pipeline';
import { kolmogorovTail } from '../../../lib/pipeline/drift/kolmogorov-smirnov';
import fixture from '../../fixtures/drift.json';

const normal = (seed: number, count: number, mean = 0) => {
  const random = new Random(seed);
  return Float64Array.from({ length: count }, () => random.normal(mean));
};

describe('kolmogorovSmirnov', () => {
  for (const { name, a, b, statistic, exactP } of fixture.cases) {
    it(`agrees with scipy on two samples: ${name}`, () => {
      const found = kolmogorovSmirnov(a, b);
      assert.ok(Math.abs(found.statistic - statistic) < 1e-12);
      // Stephens' approximation against the exact distribution, for which ties are no ties.
      assert.ok(Math.abs(found.pValue - exactP) < 0.02 + 0.15 * exactP, `${found.pValue}, expected ${exactP}`);
      assert.deepEqual(kolmogorovSmirnov(b, a), found);
    });
  }

  it("has Kolmogorov's limiting distribution, as scipy's", () => {
    for (const [x, p] of fixture.kolmogorov) assert.ok(Math.abs(kolmogorovTail(x) - p) < 1e-12, `at ${x}`);
    assert.equal(kolmogorovTail(0), 1);
  });

  it('rejects five percent of pairs from one distribution at five percent', () => {
    const rejected = Array.from({ length: 400 }, (_, i) => kolmogorovSmirnov(normal(2 * i, 60), normal(2 * i + 1, 80)));
    const share = rejected.filter(({ pValue }) => pValue < 0.05).length / 400;
    assert.ok(share > 0.02 && share < 0.08, `${share}`);
  });

  it('refuses samples that are empty or hold what is no number', () => {
    assert.throws(() => kolmogorovSmirnov([], [1]), /kolmogorovSmirnov: expected at least one value; found none/);
    assert.throws(() => kolmogorovSmirnov([1], [NaN]), /expected finite values; found NaN/);
  });
});

describe('populationStability', () => {
  for (const { name, a, b, psi } of fixture.cases) {
    it(`agrees with its definition in numpy: ${name}`, () => {
      assert.ok(Math.abs(populationStability(a, b) - psi) < 1e-9, `${populationStability(a, b)}, expected ${psi}`);
    });
  }

  it('is zero for the sample itself, stable for its like, and beyond 0.25 for a shift', () => {
    assert.equal(populationStability(normal(0, 500), normal(0, 500)), 0);
    assert.ok(populationStability(normal(0, 500), normal(1, 500)) < 0.1);
    assert.ok(populationStability(normal(0, 500), normal(1, 500, 0.8)) > 0.25);
  });

  it('refuses fewer than two bins', () => {
    for (const bins of [0, 1, 2.5, NaN]) {
      assert.throws(() => populationStability([1, 2], [1, 2], bins), {
        name: 'PipelineError',
        message: /bins must be a whole number of at least 2, found/,
      });
    }
  });
});
