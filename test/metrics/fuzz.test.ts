import fc from 'fast-check';
import assert from 'node:assert/strict';
import * as metrics from '../../lib/metrics';

/** Random inputs per property. TELLTALE_FUZZ_RUNS sets another number. */
const runs = Number(process.env.TELLTALE_FUZZ_RUNS ?? 1000);
const seed = Number(process.env.TELLTALE_FUZZ_SEED ?? 20221);

// Few distinct values give ties; the others are doubles at the limits of arithmetic.
const score = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 6, arbitrary: fc.double({ noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Infinity, -Infinity, -0, Number.MIN_VALUE, Number.MAX_VALUE) },
);
const malformed = fc.constantFrom<unknown>(NaN, undefined, null, '1', 10n, {});
const binary = fc.constantFrom<unknown>(0, 0, 0, 1, 1, true, false, -1, 0.5);

function series(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown[]> {
  return fc.array(value, { maxLength: 40, size: 'max' });
}

/** Runs of equal labels, as in series, and sometimes one class only. */
const labels = fc.oneof(
  series(binary),
  fc
    .array(fc.tuple(fc.nat({ max: 8 }), fc.nat({ max: 8 })), { maxLength: 5 })
    .map((spans) => spans.flatMap(([normal, anomalous]) => [...Array(normal).fill(0), ...Array(anomalous).fill(1)])),
);

/** Draws a pair: usually a well-formed one, otherwise one with different lengths or a value that is not a number. */
function pair(value: fc.Arbitrary<unknown>): fc.Arbitrary<[unknown[], unknown[]]> {
  const wellFormed = labels.chain((l) =>
    fc.tuple(fc.array(value, { minLength: l.length, maxLength: l.length }), fc.constant(l)),
  );
  const spoiled = wellFormed.chain(([values, l]) =>
    fc.tuple(malformed, fc.nat(), fc.boolean()).map(([bad, at, inLabels]): [unknown[], unknown[]] => {
      const replaced = (array: unknown[]) => array.map((old, i) => (i === at % array.length ? bad : old));
      return inLabels ? [values, replaced(l)] : [replaced(values), l];
    }),
  );
  const unequal = fc.tuple(series(value), labels);
  return fc.oneof({ weight: 8, arbitrary: wellFormed }, { weight: 1, arbitrary: spoiled }, unequal);
}

/** Returns the result, or undefined for a MetricError with a message. Any other error fails the property. */
function resultOrNamedError<Result>(call: () => Result): Result | undefined {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof metrics.MetricError) || error.message.length < 20) throw error;
    return undefined;
  }
}

function assertShares(...values: number[]): void {
  for (const value of values) assert.ok(value >= 0 && value <= 1, `expected a number in [0, 1], found ${value}`);
}

/** Options in and out of range, and values that are not numbers. */
const option = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: -1, max: 60 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(1000, 1e12, 2 ** 53, 1e300, 0.5, NaN, Infinity, null, '3') },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

type Check = (values: never, labels: never, extra: number) => void;

const predictionChecks: Record<string, Check> = {
  precisionRecallF1: (p, l) => assertShares(...Object.values(metrics.precisionRecallF1(p, l)), metrics.accuracy(p, l)),
  pointAdjustedF1: (p, l, extra) => {
    const adjusted = metrics.pointAdjustedF1(p, l, extra * 2);
    assertShares(adjusted);
    assert.ok(adjusted >= metrics.precisionRecallF1(p, l).f1);
  },
  eventF1: (p, l) => assertShares(metrics.eventF1(p, l), metrics.eventF1(p, l, { boundary: 'definition' })),
  rangeF1: (p, l) => assertShares(metrics.rangeF1(p, l), metrics.rangeF1(p, l, { boundary: 'definition' })),
  affiliation: (p, l) => assertShares(...Object.values(metrics.affiliation(p, l))),
};

const scoreChecks: Record<string, Check> = {
  rocAuc: (s, l) => {
    const auc = metrics.rocAuc(s, l);
    assertShares(auc);
    const { falsePositiveRate: x, truePositiveRate: y } = metrics.rocCurve(s, l);
    const area = x.reduce((sum, _, i) => sum + (i && ((x[i] - x[i - 1]) * (y[i] + y[i - 1])) / 2), 0);
    assert.ok(Math.abs(area - auc) < 1e-12, `the curve encloses ${area}, rocAuc is ${auc}`);
  },
  averagePrecision: (s, l) => {
    assertShares(metrics.averagePrecision(s, l));
    const { precision, recall } = metrics.precisionRecallCurve(s, l);
    assertShares(...precision, ...recall);
  },
  bestF1: (s, l) => {
    const { threshold, ...figures } = metrics.bestF1(s, l);
    const predictions = Array.from(s as number[], (value) => value >= threshold);
    assert.deepEqual(metrics.precisionRecallF1(predictions, l), figures);
  },
  vus: (s, l, extra) => assertShares(...Object.values(metrics.vus(s, l, { maxWindow: extra, thresholds: 20 }))),
  bootstrap: (s, l, extra) => {
    const options = { resamples: 3, seed: extra, blockLength: 1 + (extra % 4) };
    const { estimate, low, high } = metrics.bootstrap(metrics.averagePrecision, s, l, options);
    assertShares(estimate, low, high);
    assert.ok(low <= high);
  },
};

describe('measures of random input give a number in [0, 1] or a MetricError', () => {
  const check = (name: string, body: Check, values: fc.Arbitrary<unknown>) =>
    it(name, () => {
      fc.assert(
        fc.property(pair(values), fc.nat({ max: 50 }), ([v, l], extra) => {
          resultOrNamedError(() => body(v as never, l as never, extra));
        }),
        { numRuns: runs, seed },
      );
    });

  for (const [name, body] of Object.entries(predictionChecks)) check(name, body, binary);
  for (const [name, body] of Object.entries(scoreChecks)) check(name, body, score);

  it('vus and bootstrap, with any options', () => {
    const property = fc.property(pair(score), option, option, ([s, l], first, second) => {
      resultOrNamedError(() => {
        const options = { maxWindow: first, thresholds: second };
        assertShares(...Object.values(metrics.vus(s as never, l as never, options as never)));
      });
      resultOrNamedError(() => {
        // 1,000 resamples are the default, and slow if the metric is mostly undefined.
        const resamples = first === undefined || first === 1000 ? 100 : first;
        const options = { resamples, blockLength: second, level: typeof second === 'number' ? second / 60 : second };
        const { estimate, low, high } = metrics.bootstrap(metrics.rocAuc, s as never, l as never, options as never);
        assertShares(estimate, low, high);
      });
    });
    fc.assert(property, { numRuns: runs, seed });
  });

  it('passes the checks on input often enough to test the measures', () => {
    let answered = 0;
    const sample = fc.sample(pair(score), { numRuns: 500, seed });
    for (const [s, l] of sample) {
      if (resultOrNamedError(() => metrics.rocAuc(s as never, l as never)) !== undefined) answered++;
    }
    assert.ok(answered > 200, `only ${answered} of 500 inputs have a ROC-AUC`);
  });
});
