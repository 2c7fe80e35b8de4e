import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import {
  dropMissing,
  makeSeries,
  normalWindows,
  pointScores,
  selectWindows,
  seriesFromRows,
  slidingWindows,
  trainValidationSplit,
  windowSegments,
} from '../../lib/data';
import reference from '../fixtures/windows-and-scaling.json';

/** Makes a series of one feature that counts its time steps. */
function counting(length: number, anomalous: number[] = []) {
  const labels = Uint8Array.from({ length }, (_, time) => (anomalous.includes(time) ? 1 : 0));
  return makeSeries({ name: 'counting', values: Float64Array.from({ length }, (_, i) => i), features: 1, labels });
}

describe('sliding windows', () => {
  it("agree with NumPy's slices", () => {
    const { windowSize, stride, values } = reference.windows;
    const windows = slidingWindows(seriesFromRows('test', reference.test), { windowSize, stride });
    assert.equal(windows.count, values.length);
    assert.deepEqual([...windows.values], values.flat(2));
    assert.deepEqual([...windows.starts], [0, 3, 6, 9, 12, 15, 18]);
  });

  it('are anomalous if any of their time steps is', () => {
    const windows = slidingWindows(counting(12, [4, 9]), { windowSize: 3, stride: 2 });
    // Starts 0, 2, 4, 6, 8: [0, 2], [2, 4], [4, 6], [6, 8], [8, 10].
    assert.deepEqual([...windows.labels], [0, 1, 1, 0, 1]);
    assert.deepEqual([...normalWindows(windows).starts], [0, 6]);
  });

  it('start every half window by default', () => {
    assert.deepEqual([...slidingWindows(counting(20), { windowSize: 7 }).starts], [0, 3, 6, 9, 12]);
    assert.equal(slidingWindows(counting(20), { windowSize: 10 }).stride, 5);
    assert.equal(slidingWindows(counting(3), { windowSize: 1 }).stride, 1);
  });

  it('print their shape and the first of them', () => {
    const windows = slidingWindows(counting(20, [6]), { windowSize: 4, stride: 2 });
    assert.equal(
      inspect(windows),
      [
        '9 windows of 4 time steps and 1 feature, stride 2, 2 anomalous (22.2 %)',
        'window  first step  last step  lowest   mean  highest  label',
        '     0           0          3       0  1.500        3      0',
        '     1           2          5       2  3.500        5      0',
        '     2           4          7       4  5.500        7      1',
        '     3           6          9       6  7.500        9      1',
        '     4           8         11       8  9.500       11      0',
        '... 4 more',
      ].join('\n'),
    );
    assert.match(inspect(selectWindows(windows, [2])), /^1 window of 4 .*, 1 anomalous \(100\.0 %\)\n.*\n {5}0 {11}4 /);
  });

  it('leave out the remainder at the end and need at least one window', () => {
    assert.equal(slidingWindows(counting(12), { windowSize: 10, stride: 5 }).count, 1);
    assert.equal(slidingWindows(counting(15), { windowSize: 10, stride: 5 }).count, 2);
    assert.equal(slidingWindows(counting(10), { windowSize: 10, stride: 5 }).count, 1);
    assert.throws(
      () => slidingWindows(counting(9), { windowSize: 10, stride: 5 }),
      /expected at least 10 time steps for one window, found 9/,
    );
    assert.throws(() => slidingWindows(counting(9), { windowSize: 0, stride: 5 }), /windowSize must be a whole number/);
    assert.throws(() => slidingWindows(counting(9), { windowSize: 2, stride: 0.5 }), /stride must be a whole number/);
  });

  it('refuse values that are not finite and say where they are', () => {
    const series = seriesFromRows(
      'P-1',
      [
        [1, 2],
        [3, NaN],
      ],
      { names: ['a', 'b'] },
    );
    assert.throws(
      () => slidingWindows(series, { windowSize: 1, stride: 1 }),
      /P-1: the value at time step 1, b is NaN; clean/,
    );
  });

  it('refuse values that are infinite in float32, and an empty series', () => {
    const windows = { windowSize: 1, stride: 1 };
    const series = seriesFromRows('P-1', [[3.4e38], [1e300]], { names: ['a'] });
    assert.throws(() => slidingWindows(series, windows), /at time step 1, a is 1e\+300, beyond float32; scale/);
    assert.equal(slidingWindows(seriesFromRows('P-1', [[3.4e38]]), windows).count, 1);
    const empty = dropMissing()
      .fit(series)
      .transform(seriesFromRows('gaps', [[NaN], [NaN]]));
    assert.throws(
      () => slidingWindows(empty, windows),
      /gaps: no time steps to cut windows from; earlier steps dropped all/,
    );
  });

  it('are selected by index, with labels and starts', () => {
    const windows = slidingWindows(counting(8, [7]), { windowSize: 2, stride: 2 });
    const selected = selectWindows(windows, Int32Array.of(3, 0));
    assert.deepEqual([...selected.values], [6, 7, 0, 1]);
    assert.deepEqual([...selected.labels], [1, 0]);
    assert.deepEqual([...selected.starts], [6, 0]);
    assert.throws(() => selectWindows(windows, [4]), /expected a window from 0 to 3, found 4/);
  });
});

describe('the train/validation split', () => {
  it('is a seeded permutation, the first 80% for training', () => {
    const { train, validation } = trainValidationSplit(11, { seed: 3 });
    assert.equal(train.length, 8);
    assert.deepEqual(
      [...train, ...validation].sort((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
    assert.deepEqual(trainValidationSplit(11, { seed: 3 }), { train, validation });
    assert.notDeepEqual(trainValidationSplit(11, { seed: 4 }).train, train);
  });

  it('has the sizes of exact fractions', () => {
    for (const [count, validationFraction, training] of [
      [10, 0.1, 9],
      [10, 0.3, 7],
      [0, 0.2, 0],
      [5, 1, 0],
      [5, 0, 5],
    ]) {
      const split = trainValidationSplit(count, { validationFraction, seed: 0 });
      assert.equal(split.train.length, training, `${count} at ${validationFraction}`);
    }
    assert.throws(() => trainValidationSplit(5, { validationFraction: NaN, seed: 0 }), /validationFraction must lie/);
  });
});

describe('scores of time steps', () => {
  const windows = slidingWindows(counting(8), { windowSize: 4, stride: 2 });

  it('are the mean over the windows that cover a step', () => {
    assert.deepEqual([...pointScores([1, 3, 5], windows, 8)], [1, 1, 2, 2, 4, 4, 5, 5]);
    const perStep = [0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23];
    assert.deepEqual([...pointScores(perStep, windows, 8)], [0, 1, 6, 7, 16, 17, 22, 23]);
  });

  it('continue where no window reaches', () => {
    assert.deepEqual([...pointScores([1, 3, 5], windows, 10)].slice(6), [5, 5, 5, 5]);
    const last = selectWindows(windows, [2]);
    assert.deepEqual([...pointScores([7], last, 8)], Array(8).fill(7));
    const gaps = slidingWindows(counting(8), { windowSize: 2, stride: 4 });
    assert.deepEqual([...pointScores([1, 2], gaps, 8)], [1, 1, 1, 1, 2, 2, 2, 2]);
  });

  it('need one score per window or per step', () => {
    assert.throws(() => pointScores([1, 2], windows, 8), /expected 3 scores .* or 12 .*, found 2/);
    assert.throws(() => pointScores([1, 2, 3], windows, 7), /window 2 ends at 8, past the series' 7 time steps/);
  });
});

describe('segments of windows', () => {
  const windows = slidingWindows(counting(30), { windowSize: 10, stride: 5 }); // starts 0, 5, 10, 15, 20

  it('are merged if windows overlap or touch, and separate otherwise', () => {
    assert.deepEqual(windowSegments([1, 1, 0, 0, 1], windows), [
      { start: 0, end: 15 },
      { start: 20, end: 30 },
    ]);
    assert.deepEqual(windowSegments([1, 0, 1, 0, 0], windows), [{ start: 0, end: 20 }]);
  });

  it('are none without predicted anomalies, and need one prediction per window', () => {
    assert.deepEqual(windowSegments([0, 0, 0, 0, 0], windows), []);
    assert.throws(() => windowSegments([1], windows), /expected 5 predictions, one per window, found 1/);
  });
});
