import assert from 'node:assert/strict';
import { makeSeries } from '../../../lib/data';
import { aggregate, eventScores, smapMslProtocol } from '../../../lib/experiments';
import { countEvents, onEvents, predictedSequences, type EventCounts } from '../../../lib/experiments/measures';

describe('countEvents', () => {
  const labels = Uint8Array.from([0, 1, 1, 0, 0, 1, 0, 0, 1, 1]);

  it('counts overlaps as telemanom does', () => {
    const predicted = [
      { start: 2, end: 6 },
      { start: 6, end: 8 },
    ];
    assert.deepEqual(countEvents(predicted, labels), {
      truePositives: 2,
      falsePositives: 1,
      falseNegatives: 1,
      predictedShare: 0.6,
    });
    assert.deepEqual(countEvents([], labels), {
      truePositives: 0,
      falsePositives: 0,
      falseNegatives: 3,
      predictedShare: 0,
    });
  });

  it('takes an end as the step after the last: neighbours do not overlap', () => {
    const { truePositives, falsePositives } = countEvents([{ start: 3, end: 5 }], labels);
    assert.deepEqual([truePositives, falsePositives], [0, 1]);
  });

  it('counts steps of sequences that overlap each other once', () => {
    const predicted = [
      { start: 0, end: 4 },
      { start: 2, end: 5 },
    ];
    assert.equal(countEvents(predicted, new Uint8Array(10)).predictedShare, 0.5);
  });
});

describe('eventScores', () => {
  const counts = (truePositives: number, falsePositives: number, falseNegatives: number) => {
    return { truePositives, falsePositives, falseNegatives, predictedShare: 0.5 };
  };

  it('adds the counts of all channels before it takes ratios', () => {
    const channels = [counts(3, 1, 0), counts(0, 0, 2)];
    const ratios = (of: readonly EventCounts[]) => {
      const { eventPrecision, eventRecall, eventF1 } = eventScores(of);
      return [eventPrecision, eventRecall, eventF1];
    };
    assert.deepEqual(ratios(channels), [3 / 4, 3 / 5, 6 / 9]);
    assert.deepEqual(ratios([counts(0, 0, 0), counts(0, 2, 0)]), [null, null, null], 'nothing is labelled');
    const all = aggregate([
      { measures: { ...counts(3, 1, 0), eventF1: 1 } },
      { measures: { ...counts(0, 0, 2), predictedShare: 0, eventF1: 1 } },
    ]);
    assert.deepEqual(all, { ...eventScores(channels), ...counts(3, 1, 2), predictedShare: 0.25 });
  });
});

describe('predictedSequences', () => {
  /** Makes scores of 3,000 steps about a level, with a stretch that stands out. */
  const scores = (level: number) =>
    Float64Array.from(
      { length: 3000 },
      (_, step) => level + Math.sin(step) / 100 + (step >= 1500 && step < 1520 ? 1 : 0),
    );
  const steps = (level: number) => ({ train: scores(level), test: scores(level) });
  const threshold = { kind: 'percentile', percentile: 70, of: 'training' } as const;

  it("takes a detector's own before its scores for them, and these before the scores of the steps", () => {
    const own = [{ start: 3, end: 4 }];
    const sequenceScores = scores(1).reverse();
    assert.equal(predictedSequences({ sequences: own, sequenceScores, steps: steps(0) }, threshold), own);
    const [{ start, end }] = predictedSequences({ sequenceScores, steps: steps(0) }, threshold);
    assert.ok(start <= 1480 && end >= 1500 && end < 1700, `${start}, ${end}`);
    const [found, ...others] = predictedSequences({ steps: steps(0) }, threshold);
    assert.ok(found.start <= 1500 && found.end >= 1520 && found.start > 1300, `${found.start}, ${found.end}`);
    assert.equal(others.length, 0);
  });

  it('does not depend on the level of the scores, be it below zero', () => {
    const expected = predictedSequences({ steps: steps(0) }, threshold);
    for (const level of [-100, 100]) {
      assert.deepEqual(predictedSequences({ steps: steps(level) }, threshold), expected);
    }
  });

  it("are the stretches above the protocol's threshold, of a detector that says so", () => {
    const ramp = (length: number) => Float64Array.from({ length }, (_, step) => step / (length - 1));
    const cut = (test: Float64Array, percentile: number) =>
      predictedSequences(
        { sequencesAboveThreshold: true, steps: { train: ramp(11), test } },
        { ...threshold, percentile },
      );
    // Training scores are 0, .1, ... 1, so that the 60th percentile is .6; steps of the test series lie 1/20 apart.
    assert.deepEqual(cut(ramp(21), 60), [{ start: 13, end: 21 }]);
    assert.deepEqual(cut(Float64Array.from([0.9, 0.2, 0.6, 0.7, 0.8, 0.1]), 60), [
      { start: 0, end: 1 },
      { start: 3, end: 5 },
    ]);
    assert.deepEqual(cut(ramp(21), 100), []);
  });
});

describe('measures on events', () => {
  it('are the counts and what follows from them, with the sequences', () => {
    const test = makeSeries({
      name: 'test',
      values: new Float64Array(10),
      features: 1,
      labels: Uint8Array.from([0, 1, 1, 0, 0, 1, 0, 0, 0, 0]),
    });
    const sequences = [
      { start: 2, end: 4 },
      { start: 7, end: 9 },
    ];
    const measured = onEvents.measure({ scores: { sequences }, test, protocol: smapMslProtocol });
    const counts = { truePositives: 1, falsePositives: 1, falseNegatives: 1, predictedShare: 0.4 };
    assert.deepEqual(measured.measures, { ...eventScores([counts]), ...counts });
    assert.equal(measured.measures.eventF1, 0.5);
    assert.deepEqual([measured.sequences, measured.threshold], [sequences, undefined]);
  });
});
