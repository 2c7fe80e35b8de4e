import assert from 'node:assert/strict';
import { Random } from '../../../lib/base';
import { IsolationForest } from '../../../lib/models';
import { averagePathLength, growTree, NODE_SIZE, pathLength } from '../../../lib/models/baselines/isolation-tree';
import { loadBackend } from '../../../lib/runtime';
import { scoreWindows } from '../../../lib/scoring';
import { largestDifference, oracle, windowsOf } from '../../support/scikit-learn';

describe('IsolationForest', () => {
  before(() => loadBackend());
  const { train, test, scores } = oracle.isolationForest;

  it("agrees with scikit-learn's mean over 30 forests within the spread of one", () => {
    const forest = new IsolationForest({ windowSize: 1, features: 2, trees: 1000, sampleSize: 64 });
    forest.fitTo(windowsOf(train));
    const found = scoreWindows(forest, windowsOf(test));
    assert.ok(largestDifference(found, scores) < 0.015, `${[...found].join()} for ${scores.join()}`);
    forest.dispose();
  });

  it("has the paper's average path length", () => {
    assert.deepEqual([0, 1, 2].map(averagePathLength), [0, 0, 1]);
    // c(256) by the sum of the harmonic series, of which the formula takes the logarithm.
    const harmonic = Array.from({ length: 255 }, (_, i) => 1 / (i + 1)).reduce((sum, term) => sum + term, 0);
    assert.ok(Math.abs(averagePathLength(256) - (2 * harmonic - (2 * 255) / 256)) < 0.005);
  });

  it('splits only on values that vary, and ends at equal rows and at the height', () => {
    const values = Float32Array.from([7, 0, 7, 1, 7, 1]);
    const rows = Int32Array.of(0, 1, 2);
    const nodes: number[] = [];
    const root = growTree({ values, width: 2, rows }, nodes, { height: 8, random: new Random(0) });
    assert.equal(nodes[0], 1, 'the first value is the same in all rows');
    assert.equal(nodes.length / NODE_SIZE, 3);
    assert.equal(pathLength(nodes, root, [7, 0]), 1);
    assert.equal(pathLength(nodes, root, [7, 1]), 1 + averagePathLength(2));
    const stump: number[] = [];
    growTree({ values, width: 2, rows }, stump, { height: 0, random: new Random(0) });
    assert.deepEqual(stump, [-1, 0, 0, 0, averagePathLength(3)]);
  });

  it('refuses a sample of one', () => {
    assert.throws(
      () => new IsolationForest({ sampleSize: 1 }),
      /isolation-forest\.sampleSize must be .*at least 2, found 1/,
    );
    const forest = new IsolationForest({ windowSize: 1, features: 2 });
    assert.throws(() => forest.fitTo(windowsOf([[1, 2]])), /at least 2 windows.*found 1/);
  });
});
