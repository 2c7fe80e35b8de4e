import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Random } from '../../../lib/base';
import { RandomCutTree } from '../../../lib/detectors/causal/random-cut-tree';
import { scoresOn, spike } from './scores-on';

interface Fixture {
  readonly capacity: number;
  readonly points: readonly (readonly number[])[];
  readonly draws: readonly number[];
  readonly codisp: readonly number[];
}

const file = path.join(__dirname, '..', '..', 'fixtures', 'causal.json');
const { cutTree } = JSON.parse(fs.readFileSync(file, 'utf8')) as { cutTree: Fixture };

describe('RandomCutTree', () => {
  // With one repair of rrcf, see test/fixtures/causal.py.
  it("has rrcf's collusive displacement for the same cuts, as points come and go", () => {
    const { capacity, points, draws, codisp } = cutTree;
    const tree = new RandomCutTree(capacity, 3);
    let drawn = 0;
    const next = () => {
      assert.ok(drawn < draws.length, 'no more draws than rrcf');
      return draws[drawn++];
    };
    const found = points.map((point, i) => {
      if (i >= capacity) tree.forget(i % capacity);
      tree.insert(i % capacity, Float64Array.from(point), next);
      return tree.collusiveDisplacement(i % capacity);
    });
    assert.deepEqual(found, codisp);
    assert.equal(drawn, draws.length, 'as many draws as rrcf');
    assert.equal(codisp.indexOf(Math.max(...codisp)), 40, 'the point that was moved away');
  });

  it('holds nothing after all points are forgotten, and begins again', () => {
    const tree = new RandomCutTree(4, 1);
    const random = new Random(0);
    const insert = (key: number, value: number) => tree.insert(key, Float64Array.of(value), () => random.uniform());
    for (let round = 0; round < 50; round++) {
      [3, 1, 1, 2].forEach((value, key) => insert(key, value));
      // The equal points are one leaf: three against it, or one against all.
      assert.ok(tree.collusiveDisplacement(1) >= 0.5 && tree.collusiveDisplacement(1) <= 1, 'of two equal points');
      assert.equal(tree.collusiveDisplacement(1), tree.collusiveDisplacement(2));
      for (const key of [1, 3, 0, 2]) tree.forget(key);
    }
    insert(0, 5);
    assert.equal(tree.collusiveDisplacement(0), 0, 'a single point displaces none');
  });
});

describe('random-cut-forest', () => {
  it('scores what is new high, and draws by the seed', async () => {
    const { train, test } = await scoresOn('random-cut-forest', spike());
    const highest = test.indexOf(Math.max(...test));
    assert.ok(highest >= 600 && highest < 604, `${highest}`);
    assert.deepEqual((await scoresOn('random-cut-forest', spike())).test, test);
    assert.notDeepEqual((await scoresOn('random-cut-forest', spike(), {}, 1)).test, test);
    assert.ok(train.every(Number.isFinite));
  });

  it('is zero on a constant series, and finite where it jumps', async () => {
    const { train, test } = await scoresOn('random-cut-forest', spike(0), { leaves: 50 });
    assert.ok(train.every((score) => score === 0) && test.every(Number.isFinite) && Math.max(...test) > 0);
  });
});
