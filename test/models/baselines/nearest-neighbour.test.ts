import assert from 'node:assert/strict';
import { makeSeries, slidingWindows } from '../../../lib/data';
import { nearestNeighbourScores } from '../../../lib/models';

const windowsOf = (values: number[], features = 1) =>
  slidingWindows(makeSeries({ name: 'x', values: Float64Array.from(values), features }), { windowSize: 2, stride: 2 });

describe('nearestNeighbourScores', () => {
  it('is the Euclidean distance to the nearest reference window', () => {
    const reference = windowsOf([0, 0, 10, 10]);
    const scores = nearestNeighbourScores(reference, windowsOf([3, 4, 10, 11, 0, 0]));
    [5, 1, 0].forEach((expected, i) =>
      assert.ok(Math.abs(scores[i] - expected) < 1e-6, `${scores[i]} for ${expected}`),
    );
  });

  it('leaves a window itself out when the reference set is scored', () => {
    const reference = windowsOf([0, 0, 3, 4, 6, 8]);
    assert.deepEqual([...nearestNeighbourScores(reference, reference, { exclude: true })], [5, 5, 5]);
  });

  it('agrees with a plain loop on many windows', () => {
    const noise = (count: number, seed: number) => Array.from({ length: count }, (_, i) => Math.sin(seed + i * i));
    const [reference, windows] = [windowsOf(noise(200, 1)), windowsOf(noise(1400, 2))];
    const scores = nearestNeighbourScores(reference, windows);
    for (let i = 0; i < windows.count; i += 37) {
      let nearest = Infinity;
      for (let j = 0; j < reference.count; j++) {
        const difference = [0, 1].map((k) => windows.values[2 * i + k] - reference.values[2 * j + k]);
        nearest = Math.min(nearest, Math.hypot(...difference));
      }
      assert.ok(Math.abs(scores[i] - nearest) < 1e-6, `window ${i}: ${scores[i]} for ${nearest}`);
    }
  });

  it('refuses windows of another size and an empty reference', () => {
    assert.throws(
      () => nearestNeighbourScores(windowsOf([0, 0, 1, 1], 1), windowsOf([0, 0, 1, 1], 2)),
      /\[2, 1\].*\[2, 2\]/,
    );
    assert.throws(
      () => nearestNeighbourScores(windowsOf([1, 2]), windowsOf([1, 2]), { exclude: true }),
      /^Error: nearest-neighbour: expected at least 2 training windows, as each is compared with the others; found 1\.$/,
    );
    assert.throws(
      () => nearestNeighbourScores({ ...windowsOf([1, 2]), count: 0 }, windowsOf([1, 2])),
      /^Error: nearest-neighbour: expected a training window to compare with; found none\.$/,
    );
  });
});
