import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { DataError } from '../../lib/base';
import { plainNumber } from '../../lib/data/plain-number';
import { readRecords, type RecordOptions } from '../../lib/data/records';

/** Splits a text that comes in pieces of `size` bytes. */
function split(
  text: string,
  options: Partial<RecordOptions> = {},
  size = 1 << 20,
): { cells: string[]; line: number }[] {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  const records: { cells: string[]; line: number }[] = [];
  readRecords(pieces, { name: 'a.csv', delimiter: ',', ...options }, (record) => {
    records.push({ cells: record.texts(), line: record.line });
  });
  return records;
}

describe('readRecords', () => {
  it('splits as csv-parse does, in pieces of any size', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        '1',
        '-2.5',
        ' a b ',
        '"a"',
        '"a,b"',
        '"a""b"',
        '"a\nb"',
        '"\r\n"',
        '""',
        'ü',
        '"é;"',
        '\t',
      ),
      fc.double().map(String),
      fc.constantFrom('"', 'a"b', '"a"b'),
    );
    const text = fc
      .tuple(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
      )
      .map(
        ([rows, lineBreak, ended]) => rows.map((cells) => cells.join(',')).join(lineBreak) + (ended ? lineBreak : ''),
      );
    let taken = 0;
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (source, size) => {
        const expected = byCsvParse(source);
        if (expected === undefined) assert.throws(() => split(source, {}, size), DataError, JSON.stringify(source));
        else
          assert.deepEqual(
            split(source, {}, size).map(({ cells }) => cells),
            expected,
            JSON.stringify(source),
          );
        taken += expected === undefined ? 0 : 1;
      }),
      { seed: 11, numRuns: 3000 },
    );
    assert.ok(taken > 500, `${taken}`);
  });

  it('counts lines, also those within quotes and blank ones', () => {
    const lines = split('a,b\n\n1,"x\ny"\r\n2,3\r4,5').map(({ line }) => line);
    assert.deepEqual(lines, [1, 4, 5, 6]);
  });

  it('splits at runs of blanks and tabs', () => {
    for (const size of [1, 3, 100]) {
      const cells = split('  1.5   2\t3 \n\n 4 5 6\n', { delimiter: 'blanks' }, size).map(({ cells }) => cells);
      assert.deepEqual(cells, [
        ['1.5', '2', '3'],
        ['4', '5', '6'],
      ]);
    }
    const single = split('  1 2  3\n', { delimiter: 'blanks', cellByCell: true }).map(({ cells }) => cells);
    assert.deepEqual(single, [['1'], ['2'], ['3']]);
  });

  it('passes over lines at the start, and stops when told', () => {
    assert.deepEqual(split('# "a\nb\r\n1,2\n', { skipLines: 2 }), [{ cells: ['1', '2'], line: 3 }]);
    let visited = 0;
    readRecords([Buffer.from('1\n2\n3\n')], { name: 'a', delimiter: ',' }, () => ++visited < 2);
    assert.equal(visited, 2);
  });
});

/** The records by csv-parse, which counts a blank line of blanks otherwise; undefined if it refuses. */
function byCsvParse(source: string): string[][] | undefined {
  try {
    return parse(source, {
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
    });
  } catch {
    return undefined;
  }
}

describe('plainNumber', () => {
  const read = (text: string, decimal = '.') => {
    const bytes = Buffer.from(`x${text}y`);
    return plainNumber(bytes, 1, bytes.length - 1, decimal.charCodeAt(0));
  };

  it('rounds as Number does, or leaves the text to Number', () => {
    const digits = fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String);
    const text = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.tuple(digits, fc.nat(25)).map(([all, places]) => `${all}e-${places}`),
      fc.tuple(fc.constantFrom('', '-', '+'), digits, fc.nat(20)).map(([sign, all, point]) => {
        return `${sign}${all.slice(0, point)}.${all.slice(point)}`;
      }),
      fc.tuple(fc.double({ min: 1e-3, max: 1e6 }), fc.integer({ min: 1, max: 20 })).map(([x, n]) => x.toPrecision(n)),
    );
    let taken = 0;
    fc.assert(
      fc.property(text, (source) => {
        const value = read(source);
        if (Number.isNaN(value)) return;
        taken++;
        assert.ok(Object.is(value, Number(source)), `${source}: ${value}`);
      }),
      { seed: 12, numRuns: 20_000 },
    );
    assert.ok(taken > 5000, `${taken}`);
  });

  it('is not misled by what lies behind the text, as behind the last cell of a file', () => {
    for (const text of ['4e', '4E', '4', '-', '+', '.', '', '4e-', '4.', '4e1']) {
      for (const behind of ['+', '-', '.', '7', 'e', '-3', '']) {
        const bytes = Buffer.from(`${text}${behind}`);
        const value = plainNumber(bytes, 0, text.length, '.'.charCodeAt(0));
        assert.ok(Number.isNaN(value) || Object.is(value, Number(text)), `${text} before ${behind}: ${value}`);
      }
    }
  });

  it('is not misled between two numbers', () => {
    // Halfway between 2^53 and 2^53 + 2, and just beside.
    for (const text of ['9007199254740993', '9007199254740992.999', '9007199254740993.001', '1.0000000000000001110']) {
      const value = read(text);
      assert.ok(Number.isNaN(value) || Object.is(value, Number(text)), `${text}: ${value}`);
    }
  });

  it('reads decimal commas, signs and exponents, and nothing else', () => {
    assert.equal(read('-20,5', ','), -20.5);
    assert.equal(read('+3'), 3);
    assert.equal(read('5.'), 5);
    assert.equal(read('.5e1'), 5);
    assert.ok(Object.is(read('-0'), -0));
    for (const text of ['', '-', '.', '1e', '1e+', '0x10', '1,5', '1.2.3', 'nan', '1 2', '--1', '1e1.5'])
      assert.ok(Number.isNaN(read(text)), text);
  });
});
