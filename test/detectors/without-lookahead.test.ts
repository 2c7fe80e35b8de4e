import assert from 'node:assert/strict';
import { withoutLookahead } from '../../lib/detectors/without-lookahead';

describe('scores without lookahead', () => {
  it('begin with the median of the training scores, of which none changes', () => {
    const train = Float64Array.of(9, 1, 4, 2);
    const test = Float64Array.of(7, 8, 6);
    assert.deepEqual(withoutLookahead({ train, test }, 2), { train, test: Float64Array.of(3, 3, 6) });
    assert.deepEqual(withoutLookahead({ train, test }, 0).test, test);
    assert.deepEqual(withoutLookahead({ train, test }, 99).test, Float64Array.of(3, 3, 3));
    assert.deepEqual([train, test], [Float64Array.of(9, 1, 4, 2), Float64Array.of(7, 8, 6)], 'as they were');
  });
});
