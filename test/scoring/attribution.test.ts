import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import type { Windows } from '../../lib/data';
import { NearestNeighbour } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { errorShares, faithfulness, nearestExample, occlusion, scoreWindows } from '../../lib/scoring';
import { sineWindows } from '../support/windows';

/** The scorer's weight of each feature; only steps of the second half count. */
const weights = [1, 10, 0];

function weightedScore({ values, count, windowSize, features }: Windows): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    let score = 0;
    for (let step = windowSize / 2; step < windowSize; step++) {
      for (let f = 0; f < features; f++) score += weights[f] * values[(i * windowSize + step) * features + f] ** 2;
    }
    return score;
  });
}

const windows: Windows = {
  values: new Float32Array(5 * 4 * 3).fill(1),
  count: 5,
  windowSize: 4,
  stride: 4,
  features: 3,
  labels: new Uint8Array(5),
  starts: new Int32Array(5),
};

describe('occlusion', () => {
  it('gives each feature and each step the fall of the score without it', () => {
    const { score, features, steps } = occlusion(weightedScore, windows, { index: 2 });
    assert.equal(score, 22);
    assert.deepEqual(Array.from(features), [2, 20, 0]);
    assert.deepEqual(Array.from(steps), [0, 0, 11, 11]);
  });

  it('hides values behind the usual ones', () => {
    const { features } = occlusion(weightedScore, windows, { index: 0, usual: [1, 0, 0] });
    assert.deepEqual(Array.from(features), [0, 20, 0]);
  });

  it('names what it cannot use', () => {
    assert.throws(() => occlusion(weightedScore, windows, { index: 5 }), /no window 5, expected 0 to 4/);
    assert.throws(
      () => occlusion(weightedScore, windows, { index: 0, usual: [1] }),
      /one value per feature, 3; found 1/,
    );
  });
});

describe('errorShares', () => {
  it('sums to one, or is zero where there is no error', () => {
    assert.deepEqual(Array.from(errorShares([1, 3])), [0.25, 0.75]);
    assert.deepEqual(Array.from(errorShares([0, 0])), [0, 0]);
    assert.throws(() => errorShares([1, -1]), /errors\[1\] is -1/);
  });
});

describe('nearestExample', () => {
  it('finds the nearest normal window', () => {
    const values = new Float32Array(2 * 12);
    values.fill(0.5, 12);
    const normal = { ...windows, values, count: 2 };
    const { index, distance } = nearestExample(windows, 0, normal);
    assert.equal(index, 1);
    assert.ok(Math.abs(distance - Math.sqrt(12 * 0.25)) < 1e-6);
    assert.throws(() => nearestExample(windows, 0, { ...normal, features: 2 }), /of \[4, 3\], found \[4, 2\]/);
    assert.throws(() => nearestExample(windows, 0, { ...normal, count: 0 }), /expected at least one normal window/);
  });
});

describe('faithfulness', () => {
  it('is high for the feature that carries the score and low for one that does not', () => {
    const right = faithfulness(weightedScore, windows, { named: [1, 1, 1, 1, 1] });
    assert.equal(right.wins, 1);
    assert.ok(Math.abs(right.named - 20 / 22) < 1e-12);
    const wrong = faithfulness(weightedScore, windows, { named: [2, 2, 2, 2, 2] });
    assert.equal(wrong.wins, 0);
    assert.equal(wrong.named, 0);
  });

  it('finds that occlusion names the feature that was tampered with, for a real detector', async () => {
    await loadBackend();
    const normal = sineWindows();
    const detector = new NearestNeighbour({ windowSize: normal.windowSize, features: normal.features });
    detector.fitTo(normal);
    const random = new Random(1);
    const tampered = Array.from({ length: normal.count }, () => random.integer(normal.features));
    const values = normal.values.map((value, k) => {
      const [window, feature] = [Math.floor(k / (normal.windowSize * normal.features)), k % normal.features];
      return feature === tampered[window] ? value + 4 : value;
    });
    const anomalous = { ...normal, values };
    const score = (of: Windows) => scoreWindows(detector, of);
    const named = tampered.map((_, index) => {
      const { features } = occlusion(score, anomalous, { index });
      return features.indexOf(Math.max(...features));
    });
    const agree = named.filter((feature, i) => feature === tampered[i]).length;
    assert.ok(agree > 0.95 * normal.count, `${agree} of ${normal.count}`);
    const { named: fall, random: other, wins } = faithfulness(score, anomalous, { named });
    assert.ok(wins > 0.95 && fall > other + 0.3, `${wins}, ${fall} and ${other}`);
    detector.dispose();
  });

  it('names what it cannot use', () => {
    assert.throws(
      () => faithfulness(weightedScore, windows, { named: [1] }),
      /one named feature per window, 5; found 1/,
    );
    assert.throws(
      () => faithfulness(weightedScore, { ...windows, features: 1 }, { named: [] }),
      /at least two features/,
    );
  });
});
