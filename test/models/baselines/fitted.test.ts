import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import {
  IsolationForest,
  KMeansDistance,
  NearestNeighbour,
  PcaReconstruction,
  RangeDistance,
  type FittedDetector,
} from '../../../lib/models';
import { loadBackend } from '../../../lib/runtime';
import { scoreWindows } from '../../../lib/scoring';
import { sineWindows } from '../../support/windows';

interface Config {
  readonly windowSize: number;
  readonly features: number;
  readonly seed: number;
}

const makers: Record<string, (config: Config) => FittedDetector> = {
  range: (config) => new RangeDistance(config),
  pca: (config) => new PcaReconstruction(config),
  'nearest-neighbour': (config) => new NearestNeighbour(config),
  'k-means': (config) => new KMeansDistance({ ...config, clusters: 4 }),
  'isolation-forest': (config) => new IsolationForest({ ...config, trees: 100 }),
};

describe('fitted baselines', () => {
  before(() => loadBackend());
  const config = { windowSize: 8, features: 3, seed: 3 };
  const windows = sineWindows({ length: 200 });
  const spoiled = { ...windows, values: windows.values.slice() };
  spoiled.values.fill(4, 24 * 10, 24 * 11); // the eleventh window

  for (const [name, make] of Object.entries(makers)) {
    it(`${name} finds the planted window, repeats by its seed, restores what was learnt, leaks nothing`, () => {
      const before = tf.memory().numTensors;
      const [model, again, restored] = [make(config), make(config), make(config)];
      assert.equal(model.name, name);
      model.fitTo(windows);
      again.fitTo(windows);
      restored.restore!(model.variables);
      const scores = scoreWindows(model, spoiled);
      const higher = scores.filter((score) => score > scores[10]).length;
      // An isolation forest sees no further than the values it was trained on: beyond them all is alike.
      assert.ok(name === 'isolation-forest' ? higher < 5 : higher === 0, `${higher} windows score higher`);
      assert.deepEqual(scoreWindows(again, spoiled), scores);
      assert.deepEqual(scoreWindows(restored, spoiled), scores);
      model.fitTo(windows);
      assert.deepEqual(scoreWindows(model, spoiled), scores);
      for (const each of [model, again, restored]) each.dispose();
      assert.equal(tf.memory().numTensors, before);
    });

    it(`${name} names windows that it cannot use`, () => {
      const model = make(config);
      assert.throws(() => scoreWindows(model, windows), new RegExp(`${name}: fit it to normal windows`));
      assert.throws(
        () => model.fitTo({ ...windows, count: 0 }),
        new RegExp(`${name}: expected at least one window to fit to`),
      );
      const wide = { ...windows, features: 6 };
      assert.throws(() => model.fitTo(wide), new RegExp(`${name}: expected windows of \\[8, 3\\]; found \\[8, 6\\]`));
      const faulty = { ...windows, values: windows.values.slice() };
      faulty.values[24 * 2 + 3 * 5 + 1] = NaN; // the third window's sixth step's second feature
      const where = 'found NaN in window 2, step 5, feature 1';
      assert.throws(() => model.fitTo(faulty), new RegExp(`${name}: expected finite values in all windows; ${where}`));
      assert.equal(model.variables.length, 0);
      model.fitTo(windows);
      assert.throws(() => tf.tidy(() => model.anomalyScore(tf.zeros([2, 8, 4]))), /\[batch, 8, 3\]; found \[2, 8, 4\]/);
      model.dispose();
    });
  }

  it('nearest-neighbour scores its own windows by the others', () => {
    const model = new NearestNeighbour(config);
    model.fitTo(windows);
    assert.ok(scoreWindows(model, windows).every((score) => score === 0));
    assert.ok(model.trainingScores(windows).every((score) => score > 0));
    model.dispose();
  });
});
