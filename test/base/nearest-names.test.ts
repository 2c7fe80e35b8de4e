import assert from 'node:assert/strict';
import { nearestNames } from '../../lib/base/index';

describe('nearestNames', () => {
  const names = ['P-1', 'P-2', 'P-11', 'P-14', 'D-1', 'M-1'];

  it('gives at most three names, the nearest first', () => {
    assert.deepEqual(nearestNames('P-12', names), ['P-1', 'P-2', 'P-11']);
    assert.deepEqual(nearestNames('something else', names), []);
  });

  it('gives only a name that differs in case alone, if there is one', () => {
    assert.deepEqual(nearestNames('p-1', names), ['P-1']);
  });
});
