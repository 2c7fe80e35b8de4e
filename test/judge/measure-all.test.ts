import assert from 'node:assert/strict';
import { measureNames } from '../../lib/experiments';
import { measureAll } from '../../lib/judge';
import { averagePrecision, rocAuc, tsbAdMeasures, vus } from '../../lib/metrics';
import { defaultRule, measureSeries } from '../../lib/judge/measure-all';

/** Ten steps, of which the fifth and the sixth are anomalous, and scores that find one of them. */
const labels = [0, 0, 0, 0, 1, 1, 0, 0, 0, 0];
const scores = [1, 2, 1, 2, 9, 1, 2, 1, 2, 3];

describe('measureAll', () => {
  it('gives every measure of every protocol', () => {
    assert.deepEqual(Object.keys(measureAll(scores, labels)).sort(), [...measureNames].sort());
  });

  it('gives what the measures give by themselves', () => {
    const found = measureAll(scores, labels, { maxWindow: 4 });
    assert.equal(found.stepPrAuc, averagePrecision(scores, labels));
    assert.equal(found.vusPr, vus(scores, labels, { maxWindow: 100 }).vusPr);
    assert.equal(found.tsbAucRoc, rocAuc(scores, labels));
    assert.equal(found.tsbVusPr, tsbAdMeasures(scores, labels, { maxWindow: 4 }).vusPr);
  });

  it('takes the threshold from the training scores', () => {
    // The highest of them is 2, so that 9 and 3 are predicted: one is right, one of two is found.
    const { measures, threshold } = measureSeries(scores, labels, {
      trainScores: [1, 2],
      threshold: { kind: 'percentile', percentile: 100 },
      measuredOn: ['point-adjusted'],
    });
    assert.equal(threshold, 2);
    assert.deepEqual([measures.stepPrecision, measures.stepRecall, measures.stepF1], [0.5, 0.5, 0.5]);
    // Adjusted, both steps of the segment count as found: 2 of 3 are right, 2 of 2 are found.
    assert.equal(measures.adjustedF1, 0.8);
  });

  it('takes it from the scores under test without training scores, and reads no label for it', () => {
    const of = (given: readonly number[]) => measureSeries(scores, given, { measuredOn: ['steps'] }).threshold;
    assert.equal(of(labels), of([1, 1, 1, 0, 0, 0, 0, 0, 0, 0]));
    assert.deepEqual(defaultRule(false), { kind: 'percentile', percentile: 95, of: 'test' });
    assert.deepEqual(defaultRule(true), { kind: 'percentile', percentile: 99, of: 'training' });
  });

  it('leaves undefined what the labels leave undefined', () => {
    const { vusPr, stepF1, rocAuc: area } = measureAll(scores, new Array<number>(10).fill(0));
    assert.deepEqual([vusPr, stepF1, area], [null, null, null]);
  });

  it('measures windows and alarms as they are asked for', () => {
    const options = { measuredOn: ['windows', 'alarms'], windowSize: 2, stride: 2, stepSeconds: 8640 } as const;
    const found = measureAll(scores, labels, {
      ...options,
      threshold: { kind: 'percentile', percentile: 80, of: 'test' },
    });
    // Windows of two steps: means 1.5, 1.5, 5, 1.5, 2.5, of which the third is anomalous; the 80th percentile is 3.
    assert.deepEqual([found.precision, found.recall, found.rocAuc], [1, 1, 1]);
    // A series of one day; 9 and 3 lie above 2.2, and are one alarm, as they are closer than 100 steps.
    assert.deepEqual([found.medianDelay, found.falseAlarmsPerDay], [0, 0]);
  });

  it('refuses scores that do not fit the labels, or are not finite', () => {
    const message = (given: readonly number[]) => {
      try {
        measureAll(given, labels);
      } catch (error) {
        return (error as Error).message;
      }
      return 'nothing was refused';
    };
    assert.equal(message([1, 2]), 'expected a score for each of 10 labels, found 2 scores');
    assert.equal(message([...scores.slice(1), NaN]), 'expected finite scores, found NaN at step 9');
    assert.equal(message([...scores.slice(1), Infinity]), 'expected finite scores, found Infinity at step 9');
  });
});
