import assert from 'node:assert/strict';
import { makeSeries } from '../../../lib/data';
import { smapMslProtocol, type Protocol } from '../../../lib/experiments';
import { measure, onSteps, onWindows } from '../../../lib/experiments/measures';
import { affiliation, averagePrecision, bestF1, vus } from '../../../lib/metrics';

const series = (labels: Uint8Array) =>
  makeSeries({ name: 'test', values: new Float64Array(labels.length), features: 1, labels });

/** The 70th percentile of the training scores is 70. */
const train = Float64Array.from({ length: 101 }, (_, i) => i);

describe('measures on steps', () => {
  const labels = new Uint8Array(200).fill(1, 40, 60).fill(1, 120, 130);
  const test = series(labels);
  const protocol = smapMslProtocol;
  /** One hit in the first segment, all of the second, one false alarm. */
  const scores = Float64Array.from(labels, (label, step) => (label && step > 58 ? 90 : step === 5 ? 80 : step / 10));

  it('are those of lib/metrics on the scores, and on what exceeds the threshold', () => {
    const { measures, threshold } = onSteps.measure({ scores: { steps: { train, test: scores } }, test, protocol });
    const predictions = Uint8Array.from(scores, (score) => +(score > 70));
    assert.equal(threshold, 70);
    assert.equal(measures.vusPr, vus(scores, labels, { maxWindow: 100 }).vusPr);
    assert.equal(measures.stepPrAuc, averagePrecision(scores, labels));
    assert.equal(measures.affiliationF1, affiliation(predictions, labels).f1);
    assert.equal(measures.bestF1Oracle, bestF1(scores, labels).f1);
    // Point-adjusted: both segments are whole, with one false step.
    assert.ok(Math.abs(measures.pointAdjustedF1! - 60 / 61) < 1e-12, String(measures.pointAdjustedF1));
    assert.ok(measures.rangeF1! > 0 && measures.rangeF1! < 1);
  });

  it('give a prediction of everything its range F1, by the definition', () => {
    const everything = { train: new Float64Array(200), test: new Float64Array(200).fill(1) };
    const { measures } = onSteps.measure({ scores: { steps: everything }, test, protocol });
    // All of both segments by one range that covers 30 of 200 steps and two segments.
    const precision = 30 / 200 / 2;
    assert.ok(Math.abs(measures.rangeF1! - (2 * precision) / (1 + precision)) < 1e-12, String(measures.rangeF1));
  });

  it('are null where the labels leave them undefined', () => {
    const steps = { train, test: Float64Array.from({ length: 200 }, (_, i) => i) };
    const { measures } = onSteps.measure({ scores: { steps }, test: series(new Uint8Array(200)), protocol });
    assert.deepEqual([measures.vusPr, measures.stepPrAuc], [null, null]);
  });
});

describe('measures on windows', () => {
  const labels = new Uint8Array(20).fill(1, 6, 8);
  const test = series(labels);
  const protocol: Protocol = { ...smapMslProtocol, windowSize: 10, stride: 5 };

  it('take scores of windows where there are any, above the 70th percentile of the training scores', () => {
    // Windows from 0, 5 and 10, of which the last is normal.
    const windows = { train, test: Float64Array.of(70, 71, 90) };
    const { measures, threshold } = onWindows.measure({ scores: { windows }, test, protocol });
    assert.deepEqual([threshold, measures.precision, measures.recall, measures.f1], [70, 0.5, 0.5, 0.5]);
  });

  it("take the mean of a window's steps where there are not", () => {
    const steps = { train, test: Float64Array.from({ length: 20 }, (_, step) => (step < 10 ? 100 : 0)) };
    const { measures, threshold } = onWindows.measure({ scores: { steps }, test, protocol });
    // Means of the training windows: 4.5, 9.5, ..., 94.5; of the test windows: 100, 50, 0.
    assert.ok(Math.abs(threshold! - (4.5 + 0.7 * 90)) < 1e-9, String(threshold));
    assert.deepEqual([measures.precision, measures.recall, measures.rocAuc], [1, 0.5, 1]);
  });

  it('tell kinds apart by the first anomaly of a window', () => {
    const kinds = Array.from(labels, (label, step) => (label ? (step === 6 ? 'jump' : 'noise') : 'normal'));
    const windows = { train, test: Float64Array.of(71, 60, 65) };
    const { kinds: found } = onWindows.measure({ scores: { windows }, test, kinds, protocol });
    assert.deepEqual(found, { jump: { recall: 0.5, rocAuc: 0.5, windows: 2 } });
  });

  it('are measured together with others, the last threshold kept', () => {
    const windows = { train, test: Float64Array.of(70, 71, 90) };
    const steps = { train: train.map((score) => 2 * score), test: Float64Array.from(labels) };
    const scores = { windows, steps, sequences: [{ start: 6, end: 7 }] };
    const all = measure({ scores, test, protocol }, ['windows', 'steps', 'events']);
    assert.deepEqual([all.measures.f1, all.measures.stepPrAuc, all.measures.eventF1], [0.5, 1, 1]);
    assert.deepEqual([all.threshold, all.sequences], [140, [{ start: 6, end: 7 }]]);
    assert.equal(measure({ scores, test, protocol }, ['windows']).threshold, 70);
  });
});
