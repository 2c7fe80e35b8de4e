import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { loadSeries } from '../../lib/data';
import { folder, measured, read, steps, table } from '../support/read-text';

describe('readSeries: delimiters and decimals', () => {
  const expected = Float64Array.from(measured.flat(), Number);
  const comma = (text: string) => text.replaceAll('.', ',');

  it('reads decimal commas in quotes between semicolons', () => {
    const quoted = measured.map(
      ([a], row) => `"05.03.2024 10:${10 + (row % 50)}:0${Math.floor(row / 50)}";"${comma(a)}"`,
    );
    const { series, description } = read(['"Zeit";"T"', ...quoted.slice(0, 50), ''].join('\n'));
    assert.deepEqual(
      [series.values, series.names, description.notes],
      [Float64Array.from(measured.slice(0, 50), ([a]) => Number(a)), ['T'], ['numbers have decimal commas']],
    );
  });

  it('reads commas between thousands before a point, blanks that do not break, and a minus of typesetting', () => {
    const { series, description } = read(`x;y\n${'1,042.5;-2\n12,345,678.25;3\n'.repeat(6)}`);
    assert.deepEqual(series.values.slice(0, 4), Float64Array.of(1042.5, -2, 12_345_678.25, 3));
    assert.deepEqual(description.notes, ['numbers have commas between thousands']);
    assert.deepEqual(read('x,y\n"1,042.5",2\n"-7.5",3\n').series.values, Float64Array.of(1042.5, 2, -7.5, 3));
    const french = read('x;y\n1\u202f042,5;\u22122\n\u00a012\u00a0345\u00a0678,25\u00a0;3\n');
    assert.deepEqual(french.series.values, Float64Array.of(1042.5, -2, 12_345_678.25, 3));
    assert.throws(() => read('x;y\n1,04.5;2\n'), /'1,04\.5' is not a number/);
    assert.throws(() => read('x;y\n10\u00a042,5;2\n1,5;3\n'), /is not a number/);
  });

  it('leaves out the empty last column of lines that end with a delimiter, without a header too', () => {
    const { series, description } = read(measured.map((row) => `${row.join(',')},\n`).join(''));
    assert.deepEqual([series.values, series.names], [expected, ['feature 0', 'feature 1']]);
    assert.deepEqual(description.leftOut, [{ column: 'unnamed', reason: 'has no name and no value' }]);
  });

  it('reads blanks, tabs, semicolons and bars, with and without a header', () => {
    for (const between of [' ', '   ', '\t', ';', '|', ' , ']) {
      for (const header of [[], [['a', 'b'].join(between)]]) {
        const { series } = read(
          [...header, ...measured.map((row) => `  ${row.join(between)} `), ''].join('\n'),
          {},
          'txt',
        );
        assert.deepEqual(series.values, expected, JSON.stringify([between, header]));
      }
    }
    const single = read(measured.map(([a]) => `  ${a}`).join(' '), {}, 'txt');
    assert.deepEqual([single.series.length, single.series.values[59]], [60, Number(measured[59][0])]);
    assert.match(single.description.notes.join(), /one line of 60 values, each of them a time step/);
  });

  it('does not part dates from times of day because a cell beside them is damaged or text', () => {
    const row = (i: number) => `2024-05-01 00:${String(i).padStart(2, '0')}:00`;
    for (const between of ['\t', ';', ',', '|']) {
      const damaged = measured.map(([a, b], i) => [i === 7 ? '2024-05-01 :07:00' : row(i), a, b].join(between));
      assert.throws(
        () => read(damaged.join('\n')),
        /line 8, column 'timestamp': expected a time as in line 1, found '2024-05-01 :07:00'$/,
      );
      const texts = measured.map(([a, b], i) => [row(i), 'pump', a, b].join(between));
      const beside = read(texts.join('\n'), { header: false });
      assert.deepEqual([beside.series.values, beside.series.timestamps?.[59]], [expected, row(59)], between);
    }
  });

  it('reads decimal commas where nothing else can be meant', () => {
    for (const between of [';', '\t', '  ']) {
      const { series, description } = read(measured.map((row) => comma(row.join(between))).join('\n'), {}, 'txt');
      assert.deepEqual(series.values, expected, between);
      assert.equal(description.text!.decimal, ',');
    }
    const first = Float64Array.from(measured, ([a]) => Number(a));
    assert.deepEqual(read(['temp', ...measured.map(([a]) => comma(a))].join('\n')).series.values, first);
    const quoted = measured.map((row) => row.map((cell) => `"${comma(cell)}"`).join(','));
    assert.deepEqual(read(['a,b', ...quoted].join('\n'), { decimal: ',' }).series.values, expected);
  });

  it('refuses what may be thousands', () => {
    for (const between of [';', '\t']) {
      const rows = steps(20).map((i) => [String(i), i < 10 ? `1.0${40 - i}` : String(999 - i), '0.25'].join(between));
      const text = [['n', 'p', 'q'].join(between), ...rows].join('\n');
      assert.throws(
        () => read(text),
        /column 'p': '1.040' beside '989' may have decimals or a point between thousands/,
      );
      assert.equal(read(text, { decimal: '.' }).series.values[0], 1.04);
      const decimals = read(text.replace('1.040', '1.05')).series;
      assert.equal(decimals.values[0], 1.05);
    }
    assert.throws(() => read('a,b\n"1,042",0.5\n"987",0.25\n'), /'1,042' is not a number; .*commas between thousands/);
  });

  it('says where each number has three decimals, and reads points between thousands as told', () => {
    const of = (between: string, b: (row: number) => string) =>
      ['a', 'b'].join(between) +
      `\n${steps(20)
        .map((i) => `1.0${40 - (i % 7)}${between}${b(i)}`)
        .join('\n')}\n`;
    const plain = of(';', (row) => `${row % 3}`);
    const { series, description } = read(plain);
    assert.deepEqual(
      [series.values[0], description.notes],
      [
        1.04,
        [`column 'a': each number has three decimals, such as '1.040'; if these are thousands, --decimal , reads them`],
      ],
    );
    assert.equal(read(plain, { decimal: ',' }).series.values[0], 1040);
    assert.deepEqual(read(plain, { decimal: '.' }).description.notes, []);
    const mixed = of(';', (row) => `0,${10 + (row % 7)}`);
    assert.throws(
      () => read(mixed),
      /'1.040' beside '0,10' may have decimals or a point between thousands; expected the option --decimal \. or --decimal ,/,
    );
    assert.deepEqual([...read(mixed, { decimal: ',' }).series.values.subarray(0, 2)], [1040, 0.1]);
    const both = read(of(';', (row) => `1.234,${10 + (row % 7)}`));
    assert.deepEqual([...both.series.values.subarray(0, 2)], [1040, 1234.1]);
    assert.match(both.description.notes.join(), /decimal commas, and points between thousands/);
    // With commas between cells, or fewer decimals somewhere, nothing speaks of thousands.
    for (const between of [',', '\t'])
      assert.deepEqual(read(of(between, (row) => `${row % 3}.5`)).description.notes, []);
    assert.deepEqual(read(plain.replace('1.040', '1.04')).description.notes, []);
  });

  it('does not let one odd cell make thousands of decimals', () => {
    assert.throws(
      () => read('8.415\t9.093\t-1\n9.093\t-7.568\t-2\n-7.568\t9.894\t1.234,5\n'),
      /'8\.415' beside '1\.234,5' may have decimals or a point between thousands; expected the option --decimal/,
    );
    const { series } = read('a\tb\n1.042,5\t8.415\n2.310,25\t9.093\n');
    assert.deepEqual([...series.values], [1042.5, 8415, 2310.25, 9093]);
  });

  it('refuses commas that may part cells or decimals, and does as told', () => {
    const bare = measured.map(([a]) => comma(a)).join('\n');
    assert.throws(
      () => read(bare),
      /may be two cells or a number with a decimal comma; expected the option --delimiter , or --decimal ,/,
    );
    assert.equal(read(bare, { decimal: ',' }).series.values[0], Number(measured[0][0]));
    assert.equal(read(bare, { delimiter: ',' }).series.features, 2);
    assert.throws(
      () => read('20,467;3,497\n20,468;3,499\n'),
      /'20,467' may be a number with a decimal comma or with a comma between thousands/,
    );
    assert.throws(
      () => read('a,b\n20,46,3,49\n'),
      /line 2: expected 2 cells as in the first record, found 4 .*--decimal/,
    );
    assert.throws(
      () => read('a;b\n1;2\n', { delimiter: 'ab' }),
      /delimiter: expected one sign such as ';', 'tab' or 'blanks', found 'ab'/,
    );
  });

  it('passes over comments and blank lines with a note, and reads names in the last comment', () => {
    const { series, description } = read(
      ['# made by x, "y', '# a b', ...measured.map((row) => row.join(' '))].join('\n'),
      {},
      'txt',
    );
    assert.deepEqual([series.names, series.length], [['a', 'b'], 60]);
    assert.match(description.notes.join(), /2 lines of comments at the start; the last names the columns/);
    assert.match(read('a\n1.5\n\n2.5\n').description.notes.join(), /1 blank line between rows/);
    assert.deepEqual(read('sep=;\na;b\n1,5;2\n').series.names, ['a', 'b']);
  });

  it('reads a byte order mark, UTF-16 and JSON lines by the same rules', () => {
    const text = table('ts,a,b', (row) => `${1_714_521_600 + 60 * row},`);
    const plain = read(text).series;
    for (const bytes of [Buffer.from(`\uFEFF${text}`), Buffer.from(`\uFEFF${text}`, 'utf16le')]) {
      assert.deepEqual(read(bytes).series.values, plain.values);
    }
    const lines = measured.map(
      ([a, b], row) => `{"ts": ${1_714_521_600 + 60 * row}, "a": ${a}, "b": ${b}, "mode": "x"}`,
    );
    const { series, description } = read(`\uFEFF${lines.join('\n')}`, {}, 'jsonl');
    assert.deepEqual([series.names, series.values, series.timestamps], [plain.names, plain.values, plain.timestamps]);
    assert.deepEqual(description.leftOut, [{ column: 'mode', reason: "holds text, such as 'x' (1 different)" }]);
  });
});

describe('readSeries: as a stream', () => {
  it('reads a text of many pieces to the last digit, in bounded memory', () => {
    const file = path.join(folder, 'large.csv');
    const rows = 60_000;
    const value = (i: number) => Math.sin(i) * 1000 ** ((i % 5) - 1);
    const handle = fs.openSync(file, 'w');
    fs.writeSync(handle, 'time,a,b,c\n');
    for (let start = 0; start < rows; start += 1000) {
      const lines = steps(1000).map(
        (i) => `${start + i},${value(3 * (start + i))},${value(3 * (start + i) + 1)},${value(3 * (start + i) + 2)}\n`,
      );
      fs.writeSync(handle, lines.join(''));
    }
    fs.closeSync(handle);
    assert.ok(fs.statSync(file).size > 3_000_000);
    const series = loadSeries(file);
    assert.equal(series.length, rows);
    assert.ok(series.values.every((found, i) => Object.is(found, value(i))));
    assert.equal(series.timestamps![rows - 1], rows - 1);
    // Exactly the values, not a view of more.
    assert.equal(series.values.buffer.byteLength, rows * 3 * 8);
  });
});
