import assert from 'node:assert/strict';
import { Random } from '../../lib/base';

const draw = (random: Random, n: number) => Array.from({ length: n }, () => random.uniform());

describe('seeded random numbers', () => {
  it('repeat with the seed, also with seed 0, and stay the same from version to version', () => {
    assert.deepEqual(draw(new Random(0), 5), draw(new Random(0), 5));
    assert.notDeepEqual(draw(new Random(0), 5), draw(new Random(1), 5));
    assert.equal(new Random(0).integer(1e9), 514131284);
  });

  it('fork into streams that depend only on seed and label', () => {
    const used = new Random(7);
    draw(used, 100);
    assert.deepEqual(draw(used.fork('noise'), 5), draw(new Random(7).fork('noise'), 5));
    assert.notDeepEqual(draw(used.fork('noise'), 5), draw(used.fork('labels'), 5));
  });

  it('have the moments of their distributions', () => {
    const random = new Random('moments');
    const values = Array.from({ length: 20_000 }, () => random.normal(3, 2));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const within = values.filter((value) => Math.abs(value - 3) < 2).length / values.length;
    assert.ok(Math.abs(mean - 3) < 0.05, `mean ${mean}`);
    assert.ok(Math.abs(Math.sqrt(variance) - 2) < 0.04, `standard deviation ${Math.sqrt(variance)}`);
    assert.ok(Math.abs(within - 0.6827) < 0.012, `within one sigma ${within}`);
  });

  it('give every order with the same frequency and shuffle a copy', () => {
    const random = new Random(5);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = random.permutation(3).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    assert.equal(counts.size, 6);
    for (const [order, count] of counts) assert.ok(Math.abs(count - 1000) < 150, `${order}: ${count} of 6000`);
    const items = ['a', 'b', 'c', 'd', 'e'];
    assert.deepEqual(random.shuffle(items).sort(), items);
    assert.deepEqual(items, ['a', 'b', 'c', 'd', 'e']);
  });

  it('refuse an empty or fractional range', () => {
    assert.throws(() => new Random(1).integer(0), /n must be a whole number of at least 1, found 0/);
    assert.throws(() => new Random(1).permutation(2.5), /n must be a whole number/);
    assert.deepEqual([...new Random(1).permutation(0)], []);
  });
});
