import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Segment } from '../../lib/data/segments';
import { MetricError } from '../../lib/metrics';
import {
  anomalousSequences,
  applyThreshold,
  bestF1Threshold,
  dynamicThreshold,
  ewma,
  falsePositiveRateThreshold,
  invertedErrors,
  movingAverage,
  percentileThreshold,
  pruneSequences,
  ScoringError,
  sigmaThreshold,
  Spot,
  telemanomSequences,
  youdenThreshold,
} from '../../lib/scoring';

const RUNS = 300;

/** Mostly usable scores, with ties, extremes and now and then something that is not a number. */
const oddValue: fc.Arbitrary<number> = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 5 }) },
  { weight: 20, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 3, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0, 1e-320, undefined as never, 'x' as never) },
);
const scores = fc.oneof(
  fc.array(oddValue, { maxLength: 60 }),
  fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 1, maxLength: 200 }),
  fc.float64Array({ maxLength: 40 }),
);
const labels = fc.array(fc.constantFrom<number>(0, 1, 1, 0, NaN, 2), { maxLength: 60 });
const option = fc.oneof(
  fc.integer({ min: -1, max: 30 }),
  fc.double({ min: 0, max: 1 }),
  fc.constantFrom(NaN, 0.5, 1e9),
);
const span = fc.record({ start: fc.integer({ min: -1, max: 60 }), end: fc.integer({ min: -1, max: 70 }) });
const spans = fc.array(span, { maxLength: 8 });

/**
 * Asserts that every number anywhere in a result is finite; `undefined` stands for a value that is said to be absent.
 */
function assertFinite(result: unknown): void {
  if (typeof result === 'number') assert.ok(Number.isFinite(result), `found ${result}`);
  else if (ArrayBuffer.isView(result)) Array.from(result as Float64Array).forEach(assertFinite);
  else if (typeof result === 'object' && result !== null) Object.values(result).forEach(assertFinite);
}

function endsWell(call: () => unknown): void {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    if (error instanceof ScoringError || error instanceof MetricError) return;
    throw error;
  }
  assertFinite(result);
}

function fuzz(name: string, call: (a: number[], b: number[], c: number, d: Segment[]) => unknown): void {
  it(`${name} ends in finite numbers or a named error`, () => {
    const property = fc.property(scores, labels, option, spans, (a, b, c, d) => {
      const matching = b.length > 0 ? Array.from(a, (_, i) => b[i % b.length]) : b;
      endsWell(() => call(a as number[], matching, c, d));
    });
    fc.assert(property, { numRuns: RUNS, seed: 20240 });
  });
}

describe('scoring on random input', () => {
  fuzz('percentileThreshold', (a, _, q) => percentileThreshold(a, q));
  fuzz('sigmaThreshold', (a, _, k) => sigmaThreshold(a, k));
  fuzz('youdenThreshold', (a, b) => youdenThreshold(a, b));
  fuzz('bestF1Threshold', (a, b) => bestF1Threshold(a, b));
  fuzz('falsePositiveRateThreshold', (a, _, rate) => falsePositiveRateThreshold(a, rate));
  fuzz('applyThreshold', (a, _, threshold) => applyThreshold(a, threshold));
  fuzz('dynamicThreshold', (a, _, errorBuffer) => dynamicThreshold(a, { errorBuffer }));
  fuzz('invertedErrors', (a) => invertedErrors(a));
  fuzz('anomalousSequences', (a, _, c) => anomalousSequences(a, c, { errorBuffer: c, firstIndex: Math.round(c) }));
  fuzz('pruneSequences', (a, _, p, d) => pruneSequences(d, a, { p, maxNormal: p }));
  fuzz('telemanomSequences', (a, _, c) => telemanomSequences(a, a, { batchSize: c, windowSize: 2, errorBuffer: 3 }));
  fuzz('ewma', (a, _, span) => ewma(a, span));
  fuzz('ewma with alpha', (a, _, alpha) => ewma(a, { alpha, adjust: false }));
  fuzz('movingAverage', (a, _, windowSize) => movingAverage(a, { windowSize, alignment: 'centred' }));

  for (const tailFit of ['reference', 'maximumLikelihood'] as const) {
    fuzz(`Spot, ${tailFit}`, (a, b, c) => {
      const spot = new Spot({ q: 0.01, level: 0.8, driftWindow: Math.abs(Math.round(c)) % 7, tailFit }).fit(a);
      const steps = [...b, ...Array.from(a).reverse()].map((x) => spot.step(x));
      return [steps, Spot.fromJSON(JSON.parse(JSON.stringify(spot))).step(c)];
    });
  }

  it('Spot.fromJSON takes any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => endsWell(() => Spot.fromJSON(value).threshold)),
      { numRuns: RUNS, seed: 20241 },
    );
  });

  it('Spot.fromJSON takes a state with any field replaced', () => {
    const state = new Spot({ q: 0.01, level: 0.8 }).fit([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).toJSON();
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(state)), fc.jsonValue(), (key, value) =>
        endsWell(() => Spot.fromJSON({ ...state, [key]: value }).step(8.5)),
      ),
      { numRuns: RUNS, seed: 20242 },
    );
  });
});
