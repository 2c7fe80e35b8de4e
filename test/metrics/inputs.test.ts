import assert from 'node:assert/strict';
import * as metrics from '../../lib/metrics';

type Call = (values: never, labels: never) => unknown;

const ofScores: Record<string, Call> = {
  rocAuc: metrics.rocAuc,
  rocCurve: metrics.rocCurve,
  averagePrecision: metrics.averagePrecision,
  precisionRecallCurve: metrics.precisionRecallCurve,
  bestF1: metrics.bestF1,
  vus: (scores, labels) => metrics.vus(scores, labels, { maxWindow: 4 }),
  bootstrap: (scores, labels) => metrics.bootstrap(metrics.rocAuc, scores, labels, { resamples: 5 }),
};

const ofPredictions: Record<string, Call> = {
  confusion: metrics.confusion,
  precisionRecallF1: metrics.precisionRecallF1,
  accuracy: metrics.accuracy,
  pointAdjust: metrics.pointAdjust,
  eventF1: metrics.eventF1,
  rangeF1: metrics.rangeF1,
  affiliation: metrics.affiliation,
};

function assertRefused(call: Call, values: unknown, labels: unknown, message: string): void {
  assert.throws(
    () => call(values as never, labels as never),
    (error) => {
      assert.ok(error instanceof metrics.MetricError, String(error));
      assert.equal(error.reason, 'invalid-input');
      assert.equal(error.message, message);
      return true;
    },
  );
}

describe('inputs of every measure', () => {
  for (const [name, call] of [...Object.entries(ofScores), ...Object.entries(ofPredictions)]) {
    const values = name in ofScores ? 'scores' : 'predictions';

    it(`${name} refuses empty and unequal arrays`, () => {
      assertRefused(call, [], [], `${name}: ${values} and labels are empty; expected at least one point.`);
      const unequal = `${name}: ${values} and labels must have the same length, found 3 and 2.`;
      assertRefused(call, [1, 0, 1], [0, 1], unequal);
    });

    it(`${name} names the index of a label that is NaN or not a number`, () => {
      const expected = 'expected 0 (normal) or another number (anomalous).';
      assertRefused(call, [1, 0, 1], [0, 1, NaN], `${name}: labels[2] is NaN; ${expected}`);
      assertRefused(call, [1, 0, 1], [0, 'yes', 1], `${name}: labels[1] is "yes"; ${expected}`);
      assertRefused(call, [1, 0, 1], new Array(3), `${name}: labels[0] is undefined; ${expected}`);
    });

    it(`${name} refuses values that are not arrays`, () => {
      const expected = 'must be an array or a typed array of numbers';
      assertRefused(call, undefined, [0], `${name}: ${values} ${expected}, found undefined.`);
      assertRefused(call, [0], 'labels', `${name}: labels ${expected}, found string.`);
    });
  }

  for (const [name, call] of Object.entries(ofScores)) {
    it(`${name} names the index of a NaN score, in any kind of array`, () => {
      const message = `${name}: scores[1] is NaN; every score must be a number.`;
      assertRefused(call, [1, NaN, 2], [0, 1, 0], message);
      assertRefused(call, Float32Array.of(1, NaN, 2), [0, 1, 0], message);
      assertRefused(call, Float64Array.of(1, NaN, 2), [0, 1, 0], message);
    });

    it(`${name} names the index of a score that is not a number`, () => {
      assertRefused(call, [1, '2', 3], [0, 1, 0], `${name}: scores[1] is "2"; every score must be a number.`);
    });

    it(`${name} gives the same result for all kinds of arrays, and accepts infinities`, () => {
      const scores = [0.5, Infinity, 2, -Infinity, 2];
      const labels = [0, 1, 1, 0, 0];
      const expected = call(scores as never, labels as never);
      for (const Kind of [Float32Array, Float64Array]) {
        for (const LabelKind of [Uint8Array, Int32Array, Float32Array, Float64Array]) {
          assert.deepEqual(call(Kind.from(scores) as never, LabelKind.from(labels) as never), expected);
        }
      }
      assert.deepEqual(call(scores as never, labels.map(Boolean) as never), expected);
    });
  }
});
