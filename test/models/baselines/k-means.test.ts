import assert from 'node:assert/strict';
import { Random } from '../../../lib/base';
import { KMeansDistance } from '../../../lib/models';
import { lloyd, seedCenters } from '../../../lib/models/baselines/clustering';
import { loadBackend } from '../../../lib/runtime';
import { scoreWindows } from '../../../lib/scoring';
import { largestDifference, oracle, windowsOf } from '../../support/scikit-learn';

const rowsOf = (rows: number[][]) => ({
  values: Float64Array.from(rows.flat()),
  count: rows.length,
  width: rows[0].length,
});

describe('k-means', () => {
  before(() => loadBackend());
  it("ends at scikit-learn's centers from the same seeds", () => {
    const { centers, k } = lloyd(rowsOf(oracle.train), Float64Array.from(oracle.kMeans.seeds.flat()));
    assert.equal(k, 3);
    assert.ok(largestDifference(centers, oracle.kMeans.centers.flat()) < 1e-6);
  });

  it('scores by the distance to the nearest center', () => {
    const model = new KMeansDistance({ windowSize: 1, features: 8, clusters: 3, seed: 0 });
    model.fitTo(windowsOf(oracle.train));
    const centers = model.variables[0].dataSync<'float32'>();
    const distances = oracle.test.map((row) =>
      Math.min(...[0, 1, 2].map((c) => Math.hypot(...row.map((value, j) => value - centers[c * 8 + j])))),
    );
    assert.ok(largestDifference(scoreWindows(model, windowsOf(oracle.test)), distances) < 1e-5);
    model.dispose();
  });

  it('finds separate groups with any seed', () => {
    const rows = [0, 100, 200].flatMap((center) => [-1, 0, 1].map((offset) => [center + offset]));
    for (let seed = 0; seed < 20; seed++) {
      const { centers } = lloyd(rowsOf(rows), seedCenters(rowsOf(rows), 3, new Random(seed)));
      assert.deepEqual(
        [...centers].sort((a, b) => a - b),
        [0, 100, 200],
      );
    }
  });

  it('makes no more centers than there are different windows', () => {
    const model = new KMeansDistance({ windowSize: 1, features: 1, clusters: 5 });
    model.fitTo(windowsOf([[1], [1], [2], [2]]));
    assert.deepEqual([...model.variables[0].dataSync()].sort(), [1, 2]);
    model.dispose();
    assert.throws(() => new KMeansDistance({ clusters: 0 }), /k-means\.clusters must be .*found 0/);
  });
});
