import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { parseSeries, type ReadOptions } from '../../lib/data';

const read = (lines: readonly string[], options: ReadOptions = {}, lineBreak = '\n') =>
  parseSeries(Buffer.from(lines.join(lineBreak)), 'a.csv', options);

/** Puts a cell of each row in quotes, so that the row is split into its cells before they are read. */
const quoted = (lines: readonly string[], delimiter = ',') =>
  lines.map((line) => line.split(delimiter).map((cell) => `"${cell}"`).join(delimiter)); // prettier-ignore

describe('rows of plain numbers', () => {
  const random = new Random(3);
  const cells = [
    () => String(random.integer(1000)),
    () => random.normal(0, 100).toFixed(4),
    () => random.normal(0, 1).toFixed(12),
    () => String(random.normal(0, 1)),
    () => random.normal(0, 1e9).toExponential(6),
    () => `${random.integer(2_000_000_000)}${random.integer(2_000_000_000)}`,
    () => ['-0', '+1.5', '.5', '5.', '-.25', '007', '1e-7', '999999999', '9999999999', 'inf', 'NaN', ''][random.integer(12)],
  ]; // prettier-ignore

  it('have the values of the same rows in quotes, to the last bit', () => {
    // The longest text comes in several pieces.
    for (const [lineBreak, length] of [
      ['\n', 30_000],
      ['\r\n', 3000],
      ['\r', 3000],
    ] as const) {
      const lines = Array.from({ length }, () =>
        Array.from({ length: 5 }, () => cells[random.integer(cells.length)]()).join(','),
      );
      const table = ['a,b,c,d,e', ...lines];
      const [plain, split] = [read(table, {}, lineBreak), read(quoted(table), {}, lineBreak)];
      assert.equal(plain.length, length);
      assert.deepEqual(plain.values, split.values);
      const signs = (values: Float64Array) => values.map((value) => (Object.is(value, -0) ? 1 : 0));
      assert.deepEqual(signs(plain.values), signs(split.values));
    }
  });

  it('keep times and labels, decimal commas and marks of missing values', () => {
    const lines = Array.from({ length: 500 }, (_, i) => {
      const value = i % 7 === 0 ? '-999' : random.normal(0, 5).toFixed(3).replace('.', ',');
      return `2024-01-01 ${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')};${value};${i};${i % 50 === 0 ? 1 : 0}`;
    });
    const table = ['time;value;id;label', ...lines];
    const options = { decimal: ',' as const, missing: ['-999'], ignore: ['id'] };
    const [plain, split] = [read(table, options), read(quoted(table, ';'), options)];
    assert.deepEqual(plain, split);
    assert.deepEqual(plain.timestamps!.slice(0, 2), ['2024-01-01 00:00', '2024-01-01 00:01']);
    assert.equal(plain.values.filter(Number.isNaN).length, 72);
    assert.equal(plain.labels!.filter((label) => label === 1).length, 10);
  });

  it('stand beside rows that need to be split, and count their lines', () => {
    const lines = ['a,b', '1,2', '', '3, 4', '"5",6', '7,8', '9,x', '1,2'];
    assert.throws(() => read(lines), /a\.csv: line 7, column 'b': 'x' is not a number/);
    assert.throws(() => read(['a,b', '1,2', '3,4', '5', '6,7']), /line 4: expected 2 cells/);
    assert.throws(() => read(['a,b', '1,2', '3,4', '5,6,7', '6,7']), /line 4: expected 2 cells .* found 3/);
    assert.deepEqual([...read(lines.slice(0, 6)).values], [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual([...read(['a,b', '1,2', '3,4.5']).values], [1, 2, 3, 4.5]);
  });
});
