import assert from 'node:assert/strict';
import { periodOf } from '../../lib/data';
import reference from '../fixtures/tsb-ad.json';

describe('periodOf', () => {
  for (const { name, values, expected } of reference.periods) {
    it(`is TSB-AD's on ${name}: ${expected}`, () => assert.equal(periodOf(values), expected));
  }

  it('refuses values that are missing, and none', () => {
    assert.throws(() => periodOf([1, NaN, 2]), /expected finite values, found NaN at 1/);
    assert.throws(() => periodOf([]), /expected finite values, found none/);
  });
});
