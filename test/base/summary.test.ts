import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { alignedRows, brief, withSummary } from '../../lib/base';

describe('withSummary', () => {
  const value = withSummary({ numbers: [1, 2, 3] }, ({ numbers }) => `${numbers.length} numbers\nfirst ${numbers[0]}`);

  it('is what is printed, with its first line alone inside another object', () => {
    assert.equal(inspect(value), '3 numbers\nfirst 1');
    assert.equal(inspect({ value }), '{ value: <3 numbers> }');
    assert.equal(inspect([value]), '[ <3 numbers> ]');
  });

  it('follows the object, and may be given again', () => {
    const growing = withSummary({ numbers: [1] }, ({ numbers }) => String(numbers.length));
    growing.numbers.push(2);
    assert.equal(inspect(growing), '2');
    assert.equal(inspect(withSummary(growing, () => 'other')), 'other');
  });

  it('leaves the object equal to one without it, also in JSON, and its copies plain', () => {
    assert.deepEqual(value, { numbers: [1, 2, 3] });
    assert.equal(JSON.stringify(value), '{"numbers":[1,2,3]}');
    assert.deepEqual(structuredClone(value), { numbers: [1, 2, 3] });
    assert.equal(inspect({ ...value }), '{ numbers: [ 1, 2, 3 ] }');
  });
});

describe('alignedRows', () => {
  it('pads each column to its widest cell', () => {
    assert.deepEqual(alignedRows(['a', 'long'], [['123', '4'], ['5', '6']]), ['  a  long', '123     4', '  5     6']); // prettier-ignore
  });
});

describe('brief', () => {
  it('keeps four digits that count', () => {
    const cases = { '0': 0, '12': 12, '0.1235': 0.123456, '-1235': -1234.56, '1.235e+9': 1234567890, '5.000e-7': 5e-7, 'NaN': NaN, '-Infinity': -Infinity }; // prettier-ignore
    for (const [text, number] of Object.entries(cases)) assert.equal(brief(number), text);
  });
});
