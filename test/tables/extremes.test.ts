import assert from 'node:assert/strict';
import { extremes } from '../../lib/tables';

describe('extremes', () => {
  it('are the lowest and the highest value with their names, the first of equal ones', () => {
    const found = extremes({ b: 0.5, a: 0.25, c: 0.8861, d: 0.8861, e: 0.25 });
    assert.deepEqual(found, { lowest: 'a (.250)', highest: 'c (.886)' });
    assert.deepEqual(extremes({ only: 1 }), { lowest: 'only (1.000)', highest: 'only (1.000)' });
  });

  it('refuse nothing', () => {
    assert.throws(() => extremes({}), /expected at least one value, found none/);
  });
});
