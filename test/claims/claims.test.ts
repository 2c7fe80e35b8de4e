import assert from 'node:assert/strict';
import { judgeClaims } from '../../lib/claims';

const verdict = (holds: boolean | boolean[], obstacle?: string) =>
  judgeClaims([{ claim: 'c', measured: 'm', holds }], obstacle)[0].verdict;

describe('judgeClaims', () => {
  it('tells all, some and none apart', () => {
    assert.deepEqual(
      [true, [true, true]].map((holds) => verdict(holds)),
      ['reproduced', 'reproduced'],
    );
    assert.equal(verdict([true, false]), 'partly');
    assert.deepEqual(
      [false, [false]].map((holds) => verdict(holds)),
      ['not reproduced', 'not reproduced'],
    );
  });

  it('says nothing where nothing can be said', () => {
    assert.equal(verdict(true, 'simulated data'), 'not checkable (simulated data)');
    assert.equal(verdict([]), 'not checkable (no such case)');
  });
});
