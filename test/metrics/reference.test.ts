import assert from 'node:assert/strict';
import * as metrics from '../../lib/metrics';
import edges from '../fixtures/metrics-edges.json';
import reference from '../fixtures/metrics.json';

const EXACT = 1e-9;
const INTEGRATED = 1e-6;

type Figures = Record<string, number>;
type Curve = Record<string, (number | null)[]>;

function assertClose(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: expected ${expected}, found ${actual}`);
}

function assertFigures(actual: object, expected: Figures, tolerance: number): void {
  for (const [name, value] of Object.entries(expected)) {
    assertClose((actual as Figures)[name], value, tolerance, name);
  }
}

function assertCurve(actual: object, expected: Curve): void {
  for (const [name, values] of Object.entries(expected)) {
    const found = Array.from((actual as Record<string, Float64Array>)[name]);
    assert.equal(found.length, values.length, name);
    found.forEach((value, i) => {
      // JSON has no infinity: null is the threshold that predicts nothing.
      const wanted = values[i];
      if (wanted === null) assert.equal(value, Infinity);
      else assertClose(value, wanted, EXACT, `${name}[${i}]`);
    });
  }
}

function assertUndefined(call: () => unknown): void {
  assert.throws(call, (e) => e instanceof metrics.MetricError && e.reason === 'undefined-measure');
}

describe('measures against other implementations', () => {
  for (const { name, scores, labels, threshold, expected } of reference.cases) {
    const predictions = scores.map((score) => (score > threshold ? 1 : 0));

    it(`${name}: point-wise and ranking measures`, () => {
      const { precision, recall, f1, bestF1 } = expected;
      assertFigures(metrics.precisionRecallF1(predictions, labels), { precision, recall, f1 }, EXACT);
      assertClose(metrics.rocAuc(scores, labels), expected.rocAuc, EXACT, 'rocAuc');
      assertClose(metrics.averagePrecision(scores, labels), expected.averagePrecision, EXACT, 'averagePrecision');
      assertFigures(metrics.bestF1(scores, labels), bestF1, EXACT);
    });

    it(`${name}: point adjustment, events and ranges`, () => {
      for (const [k, figures] of Object.entries(expected.pointAdjustK)) {
        const adjusted = metrics.pointAdjust(predictions, labels, Number(k));
        assertFigures(metrics.precisionRecallF1(adjusted, labels), figures, EXACT);
        assertClose(metrics.pointAdjustedF1(predictions, labels, Number(k)), figures.f1, EXACT, `k = ${k}`);
      }
      assertClose(metrics.eventF1(predictions, labels), expected.eventF1, EXACT, 'eventF1');
      assertClose(metrics.rangeF1(predictions, labels), expected.rangeF1, EXACT, 'rangeF1');
    });

    it(`${name}: affiliation and VUS`, () => {
      assertFigures(metrics.affiliation(predictions, labels), expected.affiliation, INTEGRATED);
      assertFigures(metrics.vus(scores, labels, { maxWindow: 10 }), expected.vus_10, INTEGRATED);
      assertFigures(metrics.vus(scores, labels, { maxWindow: 40 }), expected.vus_40, INTEGRATED);
    });
  }
});

describe('measures against other implementations on short series with edge cases at their ends', () => {
  edges.cases.forEach(({ scores, labels, predictions, k, maxWindow, expected }, i) => {
    it(`case ${i}: predictions`, () => {
      assertFigures(metrics.precisionRecallF1(predictions, labels), expected.precisionRecallF1, EXACT);
      assertClose(metrics.accuracy(predictions, labels), expected.accuracy, EXACT, 'accuracy');
      assert.deepEqual(Array.from(metrics.pointAdjust(predictions, labels, k)), expected.pointAdjusted);
      // Without events or predictions the tools give NaN for 0/0; here both are 0.
      assertClose(metrics.eventF1(predictions, labels), expected.eventF1 ?? 0, EXACT, 'eventF1');
      assertClose(metrics.rangeF1(predictions, labels), expected.rangeF1 ?? 0, EXACT, 'rangeF1');
      if (expected.affiliation === null) {
        assertUndefined(() => metrics.affiliation(predictions, labels));
      } else {
        const { precision, recall } = expected.affiliation;
        assertFigures(metrics.affiliation(predictions, labels), { precision: precision ?? 0, recall }, EXACT);
      }
    });

    it(`case ${i}: scores`, () => {
      const { rocAuc, rocCurve, averagePrecision, bestF1, precisionRecallCurve, vus } = expected;
      if (rocAuc === null) assertUndefined(() => metrics.rocAuc(scores, labels));
      else assertClose(metrics.rocAuc(scores, labels), rocAuc, EXACT, 'rocAuc');
      if (rocCurve !== null) assertCurve(metrics.rocCurve(scores, labels), rocCurve);
      if (averagePrecision === null) assertUndefined(() => metrics.averagePrecision(scores, labels));
      else assertClose(metrics.averagePrecision(scores, labels), averagePrecision, EXACT, 'averagePrecision');
      if (bestF1 !== null) assertFigures(metrics.bestF1(scores, labels), bestF1, EXACT);
      if (precisionRecallCurve !== null) {
        assertCurve(metrics.precisionRecallCurve(scores, labels), precisionRecallCurve);
      }
      if (vus === null) assertUndefined(() => metrics.vus(scores, labels, { maxWindow }));
      else assertFigures(metrics.vus(scores, labels, { maxWindow }), vus, EXACT);
    });
  });
});
