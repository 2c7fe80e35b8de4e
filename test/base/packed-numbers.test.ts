import assert from 'node:assert/strict';
import { packNumbers, unpackNumbers } from '../../lib/base';

describe('packed numbers', () => {
  it('come back to the last bit, from a part of an array too', () => {
    const numbers = Float64Array.of(1, -0, 0.1, 5e-324, -1e308, Math.PI);
    assert.deepEqual(unpackNumbers('numbers', packNumbers(numbers), new Float64Array(6)), numbers);
    assert.deepEqual(unpackNumbers('part', packNumbers(numbers.subarray(2, 4)), new Float64Array(2)), numbers.slice(2, 4)); // prettier-ignore
    const whole = Int32Array.of(-1, 2 ** 31 - 1);
    assert.deepEqual(unpackNumbers('whole', packNumbers(whole), new Int32Array(2)), whole);
    assert.equal(packNumbers(Float64Array.of(1)), 'AAAAAAAA8D8=', 'as Python: base64.b64encode(struct.pack("<d", 1))');
  });

  it('are refused if there are too few or one is not finite', () => {
    const unpack = (numbers: number[], length: number) =>
      unpackNumbers('weights', packNumbers(Float64Array.from(numbers)), new Float64Array(length));
    assert.throws(() => unpack([1], 2), { name: 'DataError', message: 'weights: expected 2 packed numbers; found 1' });
    assert.throws(() => unpack([1, NaN], 2), /weights: expected finite numbers; found NaN/);
  });
});
