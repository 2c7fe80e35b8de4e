import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DataError } from '../../lib/base';
import {
  column,
  dropMissing,
  encodeNpy,
  loadSeries,
  type ReadOptions,
  parseSeries,
  readLabels,
  readSeries,
} from '../../lib/data';
import npz from '../fixtures/npz.json';
import parquet from '../fixtures/parquet.json';

const csv = (text: string, options?: ReadOptions) => parseSeries(Buffer.from(text), 'a.csv', options);
const jsonl = (text: string, options?: ReadOptions) => parseSeries(Buffer.from(text), 'a.jsonl', options);

describe('loadSeries from CSV', () => {
  it('reads a header, timestamps and labels', () => {
    const series = csv('timestamp,pressure,"flow, left",label\n2020-01-01,1,-2.5e1,0\n2020-01-02,.5,+3,1\n');
    assert.deepEqual(series.names, ['pressure', 'flow, left']);
    assert.deepEqual([...series.values], [1, -25, 0.5, 3]);
    assert.deepEqual(series.timestamps, ['2020-01-01', '2020-01-02']);
    assert.deepEqual([...series.labels!], [0, 1]);
    assert.equal(series.name, 'a.csv');
  });

  it('reads numbers without a header, and a first column of dates', () => {
    const plain = csv('1,2\n3,4');
    assert.deepEqual(plain.names, ['feature 0', 'feature 1']);
    assert.deepEqual([...plain.values], [1, 2, 3, 4]);
    assert.equal(plain.labels, undefined);
    const dated = csv('2020-01-01T00:00:00,1,2\n2020-01-01T00:01:00,3,4\n');
    assert.deepEqual(dated.names, ['feature 0', 'feature 1']);
    assert.equal(dated.timestamps![1], '2020-01-01T00:01:00');
    assert.deepEqual(csv('1,2\n3,4', { header: true }).names, ['1', '2']);
  });

  it('finds the delimiter and accepts byte order mark, CRLF, CR, blank lines and spaces', () => {
    for (const text of [
      'a,b\n1,2\n3,4\n',
      'a;b\n1;2\n3;4\n',
      'a\tb\n1\t2\n3\t4\n',
      '\uFEFFa,b\r\n1,2\r\n3,4\r\n',
      '\n\na , b\n\n1 ,2\n\n3, 4',
      'a,b\r1,2\r3,4\r',
      '"a","b"\n"1","2"\n"3","4"\n',
    ]) {
      const series = csv(text);
      assert.deepEqual(
        [series.names, [...series.values]],
        [
          ['a', 'b'],
          [1, 2, 3, 4],
        ],
        JSON.stringify(text),
      );
    }
  });

  it("uses pandas' unnamed first column as the index, and columns named in the options", () => {
    assert.deepEqual(csv(',x\n0,5\n1,6\n').timestamps, [0, 1]);
    const series = csv('when,x,bad\na,1,true\nb,2,False\n', { timeColumn: 'when', labelColumn: 'bad' });
    assert.deepEqual(series.names, ['x']);
    assert.deepEqual([...series.labels!], [1, 0]);
    const all = csv('time,label\n0,0.5\n1,0.7\n', { timeColumn: false, labelColumn: false });
    assert.deepEqual(all.names, ['time', 'label']);
  });

  it('turns missing cells into NaN and keeps infinities; both are counted', () => {
    const series = csv('a,b\n,nan\nNA,-\ninf,-Infinity\nnull,1\n');
    assert.deepEqual([...series.values], [NaN, NaN, NaN, NaN, Infinity, -Infinity, NaN, 1]);
    const { nan, infinite } = dropMissing().fit(series).apply(series).summary;
    assert.deepEqual({ nan, infinite }, { nan: 5, infinite: 2 });
  });

  it('names file, line and column of a fault', () => {
    const cases: [string, RegExp][] = [
      ['', /a\.csv: the file is empty/],
      ['\n \n', /a\.csv: the file is empty/],
      ['a,b\n', /a\.csv: expected rows of data, found none/],
      ['a,b\n1,2\n3\n', /a\.csv: .*line 3/],
      ['a,b\n1,2\n3,4,5\n', /a\.csv: .*line 3/],
      ['a,b\n1,2\n\n3,x4\n', /a\.csv: line 4, column 'b': 'x4' is not a number/],
      ['a,b\n1,0x10\n', /line 2, column 'b': '0x10' is not a number/],
      ['a,b\n1,1e999\n', /line 2, column 'b': '1e999' is beyond the range of float64/],
      ['a,b,a\n1,2,3\n', /a\.csv: expected different names of columns, found 'a' twice/],
      ['a,,c\n1,2,3\n', /a\.csv: line 1: column 2 has no name/],
      ['a,label\n1,2\n', /line 2, column 'label': expected a label 0 or 1, found '2'/],
      ['a,label\n1,\n', /line 2, column 'label': expected a label 0 or 1, found ''/],
      ['time,label\n1,0\n', /expected a column of values, found only timestamps and labels/],
      ['a,b\n"1,2\n', /a\.csv: /],
    ];
    for (const [text, expected] of cases) assert.throws(() => csv(text), expected, JSON.stringify(text));
    assert.throws(() => csv('a\n1\n', { labelColumn: 'b' }), /a\.csv: expected a column 'b', found a/);
    assert.throws(
      () => parseSeries(Buffer.from([0x61, 0xff, 0xfe]), 'a.csv'),
      /a\.csv: expected text in UTF-8 or UTF-16, .* 0xFF at byte 1/,
    );
    assert.throws(() => parseSeries(Buffer.from('1'), 'a.xlsx'), /a\.xlsx: unknown file type/);
  });

  it('reads a line of ten megabytes', () => {
    const cells = Array.from({ length: 20_000 }, (_, i) => `${i}.5${'0'.repeat(500)}`);
    const line = cells.join(',');
    assert.ok(line.length > 10_000_000);
    const series = csv(line);
    assert.equal(series.features, 20_000);
    assert.equal(series.values[19_999], 19_999.5);
  });
});

describe('loadSeries from JSON lines', () => {
  it('reads arrays and objects', () => {
    assert.deepEqual([...jsonl('[1, 2]\n\n[3, null]\n').values], [1, 2, 3, NaN]);
    const series = jsonl('{"time": 5, "a": 1, "b": 2, "label": false}\n{"b": 4, "time": 6, "label": 1}\n');
    assert.deepEqual(series.names, ['a', 'b']);
    assert.deepEqual([...series.values], [1, 2, NaN, 4]);
    assert.deepEqual(series.timestamps, [5, 6]);
    assert.deepEqual([...series.labels!], [0, 1]);
    assert.deepEqual([...jsonl('{"__proto__": 1, "constructor": 2}\n').values], [1, 2]);
  });

  it('names the line of a fault', () => {
    const cases: [string, RegExp][] = [
      ['', /a\.jsonl: the file is empty/],
      ['[1]\n{', /a\.jsonl: line 2: not valid JSON/],
      ['[1]\n5', /line 2: expected an array or an object/],
      ['[1]\n{"a": 1}', /line 2: expected an array as on the first line/],
      ['{"a": 1}\n[1]', /line 2: expected an object/],
      ['[1, 2]\n[1]', /line 2: expected 2 values as on the first line, found 1/],
      ['{"a": 1}\n{"a": 1, "b": 2}', /line 2: expected only keys of the first line, found 'b'/],
      ['{"a": [1]}', /line 1, column 'a': expected a number, found an array/],
      ['{"a": "x"}', /line 1, column 'a': 'x' is not a number/],
      ['[1e999]', /is beyond the range of float64/],
      ['[]', /expected a column of values/],
    ];
    for (const [text, expected] of cases) assert.throws(() => jsonl(text), expected, text);
  });
});

describe('loadSeries from files', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-load-'))));
  after(() => fs.rmSync(folder, { recursive: true }));

  it('reads .npy with one axis or two, and refuses others', () => {
    const npy = (shape: number[]) =>
      Buffer.from(
        encodeNpy({ shape, data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i) }),
      );
    assert.deepEqual([...column(parseSeries(npy([3, 2]), 'a.npy'), 1)], [1, 3, 5]);
    assert.equal(parseSeries(npy([3]), 'a.npy').features, 1);
    for (const shape of [[], [0, 2], [2, 0], [1, 2, 3]]) {
      assert.throws(() => parseSeries(npy(shape), 'a.npy'), /a\.npy: expected an array \[time\] or \[time, features\]/);
    }
  });

  it('reads from disk and names a missing file', () => {
    const file = path.join(folder, 'data.CSV');
    fs.writeFileSync(file, 'x,label\n1,0\n2,1\n');
    assert.deepEqual([...loadSeries(file).values], [1, 2]);
    assert.throws(() => loadSeries(path.join(folder, 'absent.csv')), /absent\.csv: cannot be read/);
  });

  it('reads labels true and false wherever it reads 0 and 1', () => {
    assert.deepEqual([...csv('1,true\n2,false\n', { labelColumn: 'feature 1' }).labels!], [1, 0]);
  });

  it('reads Parquet by the rules of tables, with every digit of its times', () => {
    const file = path.join(folder, 'some.parquet');
    fs.writeFileSync(file, Buffer.from(parquet.series, 'base64'));
    const { series, description } = readSeries(file, { missing: '6' });
    assert.deepEqual(series.names, ['heat', 'valve', 'count']);
    assert.deepEqual([...column(series, 0)], [0, 0.1, 0.2, NaN, ...[4, 5, 6, 7, 8, 9, 10, 11].map((i) => i * 0.1)]);
    assert.deepEqual([...column(series, 1)].slice(0, 4), [1, 0, 0, 1]);
    assert.deepEqual([...column(series, 2)].slice(0, 6), [0, 1, 4, 2, 2, 4]);
    assert.deepEqual(series.timestamps!.slice(0, 2), ['2024-05-01T00:00:00', '2024-05-01T00:00:01.000000001']);
    assert.deepEqual([...series.labels!], [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
    assert.deepEqual(
      description.features.map(({ type }) => type),
      ['number', 'truth value', 'whole number'],
    );
    assert.ok(description.leftOut.some(({ column }) => column === 'site'));
    assert.ok(description.notes.includes("column 'tags' holds lists or structures, not plain values, and is left out"));
    assert.deepEqual([...readLabels(file, readSeries(file)).labels], [...series.labels!]);
    assert.deepEqual(readSeries(file, { features: ['count'] }).series.names, ['count']);
    assert.throws(() => readSeries(file, { features: ['site'] }), DataError);
    const bytes = fs.readFileSync(file);
    assert.deepEqual(parseSeries(bytes, 'other.parquet').values, readSeries(file).series.values);
  });

  it('reads one array of an .npz, and arrays of float16', () => {
    const file = path.join(folder, 'some.npz');
    fs.writeFileSync(file, Buffer.from(npz.two, 'base64'));
    assert.deepEqual([...loadSeries(file, { array: 'train' }).values], [0, 1, 2, 3, 4, 5]);
    assert.deepEqual([...loadSeries(file, { array: 'test' }).values], [0.5, 1.5, 2.5, 3.5]);
    assert.throws(
      () => loadSeries(file),
      /some\.npz: expected one array, or the name of one of several; found train, test/,
    );
    const four = readSeries(file, { array: 'test' });
    assert.throws(
      () => readLabels(file, four, { array: 'test' }),
      /some\.npz: .*expected a label 0 or 1, found '0\.5'/,
    );
  });

  it('refuses a folder, a pipe and a device by a sentence, whatever their name', () => {
    fs.writeFileSync(path.join(folder, 'plain.csv'), 'x\n1\n2\n');
    const plain = readSeries(path.join(folder, 'plain.csv'));
    for (const name of ['x.csv', 'x.npy', 'x.npz', 'x.parquet', 'x.jsonl']) {
      const file = path.join(folder, name);
      fs.symlinkSync('/dev/zero', file);
      assert.throws(() => loadSeries(file), /expected a regular file, found a device$/, name);
      assert.throws(() => readLabels(file, plain), /expected a regular file, found a device$/, name);
      fs.rmSync(file);
    }
  });
});
