import assert from 'node:assert/strict';
import { Random } from '../../../lib/base';
import { kolmogorovSmirnov, PageHinkley, populationStability } from '../../../lib/pipeline';
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

describe('PageHinkley', () => {
  const alarms = (values: Iterable<number>, options = { delta: 0.3, lambda: 20 }) => {
    const test = new PageHinkley(options);
    return [...values].flatMap((value, i) => (test.step(value) ? [i] : []));
  };

  it('finds a rise soon after it, and nothing before', () => {
    const found = alarms([...normal(0, 500), ...normal(1, 200, 1)]);
    assert.equal(found.length >= 1, true);
    assert.ok(found[0] >= 500 && found[0] < 560, `at ${found[0]}`);
    assert.deepEqual(alarms(normal(2, 700)), []);
  });

  it('computes max(m_t - min m) by the definition', () => {
    const values = [...normal(3, 40), ...normal(4, 40, 3)];
    let mean = 0;
    const sums: number[] = [0];
    const expected = values.findIndex((value, i) => {
      mean = values.slice(0, i + 1).reduce((sum, one) => sum + one, 0) / (i + 1);
      sums.push(sums[i] + value - mean - 0.3);
      return i >= 29 && sums[i + 1] - Math.min(...sums) > 20;
    });
    assert.ok(expected > 40);
    assert.equal(alarms(values)[0], expected);
  });

  it('refuses options out of range, and values that are none, unchanged', () => {
    assert.throws(() => new PageHinkley({ delta: -1, lambda: 1 }), /delta of at least 0; found -1/);
    assert.throws(() => new PageHinkley({ delta: 0, lambda: 0 }), /lambda above 0; found 0/);
    assert.throws(() => new PageHinkley({ delta: 0, lambda: 1, minValues: NaN }), /minValues must be a whole number/);
    const test = new PageHinkley({ delta: 0, lambda: 1, minValues: 1 });
    assert.throws(() => test.step(NaN), /expected a finite value; found NaN/);
    assert.equal(test.step(1), false);
  });
});
