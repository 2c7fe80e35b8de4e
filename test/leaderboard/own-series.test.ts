import assert from 'node:assert/strict';
import { column, type Series } from '../../lib/data';
import { scaleOwnSeries, scoresInFile, segmentInFile } from '../../lib/leaderboard';
import { simulatedInput } from './simulated-input';

const { train, test } = simulatedInput();

/** The series without the values of some steps and columns. */
const without = (series: Series, isMissing: (step: number, feature: number) => boolean): Series => ({
  ...series,
  values: series.values.map((value, i) => (isMissing(i >> 1, i % 2) ? NaN : value)),
});

const scaled = (parts: { train?: Series; test?: Series }) =>
  scaleOwnSeries('mine', { train, test, warnings: ['as it came'], ...parts });

describe('scaleOwnSeries', () => {
  it('scales by the training series and leaves nothing out where nothing is missing', () => {
    const { train: own, test: ofTest, warnings, targets, testLength, labelled } = scaled({});
    assert.deepEqual([own.length, ofTest.length, testLength, targets], [800, 2400, 2400, 'all']);
    assert.ok(Math.abs(column(own, 0).reduce((sum, value) => sum + value, 0)) < 1e-6);
    assert.deepEqual(warnings, ['as it came']);
    assert.deepEqual(labelled, [{ start: 400, end: 480 }, { start: 800, end: 900 }]); // prettier-ignore
  });

  it('says what it drops, and finds the way back to the time steps of the file', () => {
    const own = scaled({ test: without(test, (step, feature) => feature === 1 && step >= 100 && step < 150) });
    assert.equal(own.test.length, 2350);
    assert.match(own.warnings.join('\n'), /wave: 50 time steps with missing values dropped/);
    assert.deepEqual(segmentInFile(own, { start: 350, end: 430 }), { start: 400, end: 480 });
    assert.deepEqual(segmentInFile(own, { start: 90, end: 110 }), { start: 90, end: 160 });
    const scores = scoresInFile(
      own,
      Float64Array.from({ length: 2350 }, (_, i) => i),
    );
    assert.deepEqual([scores.length, scores[99], scores[100], scores[149], scores[150], scores[2399]], [2400, 99, 99, 99, 100, 2349]); // prettier-ignore
    const first = scaled({ test: without(test, (step) => step < 10) });
    assert.equal(scoresInFile(first, first.test.values.subarray(0, 2390))[0], first.test.values[0]);
  });

  it('leaves labelled training steps out, of the scale too', () => {
    const labels = new Uint8Array(800).fill(1, 300, 360);
    const values = train.values.map((value, i) => (labels[i >> 1] ? 1000 : value));
    const own = scaled({ train: { ...train, labels, values } });
    assert.equal(own.train.length, 740);
    assert.ok(Math.max(...own.train.values) <= 5);
    assert.match(own.warnings.join('\n'), /60 time steps labelled anomalous are not trained on/);
    assert.throws(
      () => scaled({ train: { ...train, labels: new Uint8Array(800).fill(1) } }),
      /wave: all 800 time steps are labelled anomalous; training needs normal ones/,
    );
  });

  for (const [what, parts, message] of [
    ['whose anomalies are gaps', { test: without(test, (step) => test.labels![step] === 1) }, /all 2220 time steps of the test series are normal.* Left out before: 0 of 800 training and 180 of 2400 test time steps \(180 labelled/], // prettier-ignore
    ['with a column without a value', { test: without(test, (_, feature) => feature === 1) }, /wave: column 'command' has no value/], // prettier-ignore
    ['with an empty training column', { train: without(train, (_, feature) => feature === 0) }, /column 'telemetry' has no value/], // prettier-ignore
    ['without a complete time step', { train: without(train, (step, feature) => step % 2 === feature) }, /each of its 800 time steps lacks a value/], // prettier-ignore
    ['too short once steps are dropped', { train: without(train, (step) => step > 15) }, /training series has 16 time steps; expected at least 20\. Left out before: 784 of 800/], // prettier-ignore
  ] as const) {
    it(`refuses a pair ${what}`, () => {
      assert.throws(() => scaled(parts), message);
    });
  }

  it('adds nothing to the reason where nothing was left out', () => {
    const normal = { ...test, labels: new Uint8Array(2400) };
    assert.throws(() => scaled({ test: normal }), /all 2400 time steps of the test series are normal; expected both classes\.$/); // prettier-ignore
  });
});
