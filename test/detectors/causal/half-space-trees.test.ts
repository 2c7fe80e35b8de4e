import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Random } from '../../../lib/base';
import { drawHalfSpaces, HalfSpaceTree } from '../../../lib/detectors/causal/half-space-tree';
import { scoresOn, spike } from './scores-on';

interface Fixture {
  readonly window: number;
  readonly points: readonly (readonly number[])[];
  readonly trees: readonly { readonly dimension: readonly number[]; readonly at: readonly number[] }[];
  /** From the second point on; river makes its trees with the first. */
  readonly masses: readonly (readonly number[])[];
}

const file = path.join(__dirname, '..', '..', 'fixtures', 'causal.json');
const { halfSpaces } = JSON.parse(fs.readFileSync(file, 'utf8')) as { halfSpaces: Fixture };

describe('HalfSpaceTree', () => {
  it("has the masses of river's nodes, in river's trees", () => {
    const { window, points, trees, masses } = halfSpaces;
    const own = trees.map(({ dimension, at }) => {
      return new HalfSpaceTree({ dimension: Int32Array.from(dimension), at: Float64Array.from(at) });
    });
    const found = points.map((each, i) => {
      const point = Float64Array.from(each);
      const ofTrees = own.map((tree) => tree.mass(point, 0.1 * window));
      for (const tree of own) {
        tree.count(point);
        if ((i + 1) % window === 0) tree.turn();
      }
      return ofTrees;
    });
    assert.deepEqual(found.slice(1), masses);
    assert.ok(masses.some((each) => new Set(each).size === 3));
  });
});

describe('drawHalfSpaces', () => {
  it('halves a range that reaches beyond that of the points', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { dimension, at } = drawHalfSpaces(new Random(seed), 1, 3);
      assert.ok(dimension.every((each) => each === 0) && at.length === 7);
      const [root, left, right, leftmost, , , rightmost] = at;
      const quarter = root - left;
      assert.ok(Math.abs(right - root - quarter) < 1e-12 && Math.abs(left - leftmost - quarter / 2) < 1e-12);
      // The range is root - reach to root + reach, where reach is twice the larger part of [0, 1].
      const reach = 2 * quarter;
      assert.ok(root >= 0 && root <= 1 && Math.abs(reach - 2 * Math.max(root, 1 - root)) < 1e-12);
      assert.ok(rightmost < root + reach);
    }
  });
});

describe('half-space-trees', () => {
  it('scores what is new high, and draws by the seed', async () => {
    const { test } = await scoresOn('half-space-trees', spike(), { shingle: 1 });
    assert.equal(test.indexOf(Math.max(...test)), 600);
    assert.deepEqual((await scoresOn('half-space-trees', spike(), { shingle: 1 })).test, test);
    assert.notDeepEqual((await scoresOn('half-space-trees', spike(), { shingle: 1 }, 1)).test, test);
  });

  it('is finite on a constant series, and high where it jumps', async () => {
    const { train, test } = await scoresOn('half-space-trees', spike(0), { shingle: 1 });
    assert.ok(train.every(Number.isFinite) && test.every(Number.isFinite));
    assert.equal(test.indexOf(Math.max(...test)), 600);
  });
});
