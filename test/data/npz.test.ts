import assert from 'node:assert/strict';
import { DataError } from '../../lib/base';
import { parseNpz } from '../../lib/data/npz';
import fixture from '../fixtures/npz.json';

const bytes = (part: 'one' | 'two' | 'objects' | 'empty') => Buffer.from(fixture[part], 'base64');

describe('npz', () => {
  it('reads the only array, and the one named of several, packed or not', () => {
    const { shape, data } = parseNpz(bytes('one'), 'some.npz');
    assert.deepEqual(
      [shape, [...data]],
      [
        [3, 2],
        [0, 1, 2, 3, 4, 5],
      ],
    );
    assert.deepEqual([...parseNpz(bytes('one'), 'some.npz', 'values').data], [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(parseNpz(bytes('two'), 'some.npz', 'train').dtype, '<f2');
    assert.deepEqual([...parseNpz(bytes('two'), 'some.npz', 'test').data], [0.5, 1.5, 2.5, 3.5]);
  });

  it('refuses several arrays without a name, a name that is not there, and what is not a whole archive', () => {
    const cases: [Buffer, string | undefined, RegExp][] = [
      [bytes('two'), undefined, /^some\.npz: expected one array, or the name of one of several; found train, test$/],
      [bytes('two'), 'labels', /^some\.npz: expected an array 'labels', found train, test$/],
      [bytes('one'), '', /^some\.npz: expected an array '', found values$/],
      [bytes('empty'), undefined, /^some\.npz: expected arrays in the \.npz file, found none$/],
      [bytes('objects'), undefined, /^some\.npz: array 'o': dtype '\|O' \(pickled Python objects\) is not supported/],
      [Buffer.from('1,2\n3,4\n'), undefined, /^some\.npz: not a whole \.npz file \(/],
      [bytes('two').subarray(0, 300), undefined, /^some\.npz: not a whole \.npz file \(/],
      [Buffer.alloc(0), undefined, /^some\.npz: not a whole \.npz file \(/],
    ];
    for (const [content, array, message] of cases) {
      assert.throws(
        () => parseNpz(content, 'some.npz', array),
        (error) => {
          assert.ok(error instanceof DataError, String(error));
          assert.match(error.message, message);
          return true;
        },
      );
    }
  });

  it('reads the same values or refuses, whichever byte is damaged', () => {
    const whole = bytes('two');
    const wanted = [...parseNpz(whole, 'some.npz', 'train').data];
    let refused = 0;
    for (let i = 0; i < whole.length; i++) {
      const damaged = Buffer.from(whole);
      damaged[i] ^= 0x11;
      try {
        assert.deepEqual([...parseNpz(damaged, 'some.npz', 'train').data], wanted, `byte ${i}`);
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        refused++;
      }
    }
    assert.ok(refused > whole.length / 4, String(refused));
  });
});
