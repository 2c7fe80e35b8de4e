import assert from 'node:assert/strict';
import { counted, grouped, isOrAre, wasOrWere } from '../../lib/base';

describe('counted', () => {
  it('writes one thing in the singular, none and several in the plural', () => {
    assert.deepEqual(
      [0, 1, 2].map((count) => counted(count, 'time step')),
      ['0 time steps', '1 time step', '2 time steps'],
    );
    assert.deepEqual([counted(1, 'row', grouped), counted(12_345, 'row', grouped)], ['1 row', '12,345 rows']);
    assert.deepEqual([isOrAre(1), isOrAre(2), wasOrWere(1), wasOrWere(0)], ['is', 'are', 'was', 'were']);
  });

  it('writes numbers of any size', () => {
    assert.deepEqual([grouped(999), grouped(1e6), grouped(1.5e20)], ['999', '1,000,000', '1.5e+20']);
  });
});
