import assert from 'node:assert/strict';
import { MissingFeatures } from '../../lib/monitor/missing-features';
import { meanSource } from '../support/monitor';

/** Watches rows in which a feature is named where it is there; gives what was told with the number of the row. */
function watch({ windowSize = 12, rows }: { windowSize?: number; rows: readonly string[] }) {
  const told: string[] = [];
  let row = 0;
  const source = { ...meanSource({ windowSize, features: 3 }), names: ['a', 'b', 'c'] };
  const features = new MissingFeatures(source, (change, names) => told.push(`${row} ${change} ${names.join()}`));
  const valuesOf = (names: string) => ['a', 'b', 'c'].map((name, i) => (names.includes(name) ? i : NaN));
  const missing = rows.map((names) => {
    row++;
    return features.push(valuesOf(names));
  });
  return { features, told, missing, valuesOf };
}

const times = (count: number, names: string) => Array<string>(count).fill(names);

describe('MissingFeatures', () => {
  it('says of each point what it lacks, with one list for points alike', () => {
    const { missing } = watch({ rows: ['abc', 'ac', 'ac', 'abc', 'c', 'a'] });
    assert.deepEqual(missing, [undefined, ['b'], ['b'], undefined, ['a', 'b'], ['b', 'c']]);
    assert.equal(missing[1], missing[2]);
  });

  it('tells once of a feature that is missing for a window, and once when it is back', () => {
    const rows = ['abc', ...times(11, 'a'), 'ab', ...times(30, 'a'), 'abc', 'abc', ...times(12, 'ac')];
    assert.deepEqual(watch({ rows }).told, ['13 lost c', '25 lost b', '44 back b,c', '57 lost b']);
  });

  it('tells at once of what the first point lacks, and not of it again', () => {
    const rows = [...times(20, 'b'), ...times(5, 'ab')];
    assert.deepEqual(watch({ rows }).told, ['1 neverHeld a,c', '21 back a']);
  });

  it('takes a brief gap for no loss, however short the window', () => {
    assert.deepEqual(watch({ windowSize: 1, rows: ['abc', ...times(9, 'ab'), 'abc'] }).told, []);
    assert.deepEqual(watch({ windowSize: 1, rows: ['abc', ...times(10, 'ab')] }).told, ['11 lost c']);
  });

  it('continues over a restart, and tells the new run what is still missing', () => {
    const { features, told, valuesOf } = watch({ rows: [] });
    ['ac', ...times(13, 'a')].forEach((names) => features.resume(valuesOf(names)));
    assert.deepEqual(told, []);
    assert.deepEqual(features.push(valuesOf('a')), ['b', 'c']);
    features.push(valuesOf('ab'));
    assert.deepEqual(told, ['0 lost b,c', '0 back b']);
  });
});
