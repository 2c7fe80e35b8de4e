import assert from 'node:assert/strict';
import { makeSeries, slidingWindows, windowSegments } from '../../lib/data';

const series = makeSeries({ name: 'zeros', values: new Float64Array(30), features: 1 });
const windows = slidingWindows(series, { windowSize: 10, stride: 5 }); // starts 0, 5, 10, 15, 20

describe('windowSegments', () => {
  it('merges windows that overlap or touch and keeps others apart', () => {
    assert.deepEqual(windowSegments([1, 1, 0, 0, 1], windows), [
      { start: 0, end: 15 },
      { start: 20, end: 30 },
    ]);
    assert.deepEqual(windowSegments([1, 0, 1, 0, 0], windows), [{ start: 0, end: 20 }]);
  });

  it('gives none where nothing is predicted, and refuses another number of predictions', () => {
    assert.deepEqual(windowSegments([0, 0, 0, 0, 0], windows), []);
    assert.throws(() => windowSegments([1], windows), /expected 5 predictions, one per window, found 1/);
  });
});
