import assert from 'node:assert/strict';
import { holm } from '../../lib/metrics/holm';

describe('holm', () => {
  it('multiplies by how many are left, and never falls', () => {
    // Ascending: .01 * 4, .02 * 3, .03 * 2 and then .06 again, .5 * 1.
    assert.deepEqual(
      holm([0.5, 0.02, 0.01, 0.03]).map((value) => Number(value.toFixed(12))),
      [0.5, 0.06, 0.04, 0.06],
    );
  });

  it('stays at 1 at most', () => assert.deepEqual(holm([0.9, 0.8]), [1, 1]));

  it('leaves one comparison as it is', () => assert.deepEqual(holm([0.03]), [0.03]));

  it('takes none', () => assert.deepEqual(holm([]), []));
});
