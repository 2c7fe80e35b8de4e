import assert from 'node:assert/strict';
import { createLineParser, parseLines } from '../../lib/monitor/line-parser';
import type { PointColumns } from '../../lib/monitor/point';

const named = { features: 2, names: ['temp', 'pressure'] };
const numbered = { features: 2, names: ['feature 0', 'feature 1'] };

/** Gives [time, values] of each point, or the reason with its detail. */
const plain = (lines: readonly string[], columns: PointColumns = named) =>
  parseLines(lines, createLineParser('csv', columns)).map((record) =>
    'rejected' in record ? `${record.rejected}: ${record.detail}` : [record.time ?? record.timestamp, ...record.values],
  );

describe('the first lines of CSV', () => {
  it('may be comments, of which the last may name the columns', () => {
    const comments = ['# written by the plant', '# unit: V'];
    assert.deepEqual(plain([...comments, 'time,temp,pressure', '5,1,2']), [[5, 1, 2]]);
    assert.deepEqual(plain([...comments, '1,2', '3,4']), [
      [undefined, 1, 2],
      [undefined, 3, 4],
    ]);
    assert.deepEqual(plain(['# pressure, time, temp', '2,5,1', '4,6,3']), [
      [5, 1, 2],
      [6, 3, 4],
    ]);
    assert.deepEqual(plain(['# one, two words, three', '5,1,2']), [[5, 1, 2]], 'words are no names');
    assert.deepEqual(plain(['# time,temp,flow', '5,1,2']), [
      'wrongColumns: expected a header with 2 features; missing columns: pressure; unknown columns: flow',
    ]);
    assert.deepEqual(
      plain(['temp,pressure', '1,2', '# rotated, at, noon', '3,4']).length,
      2,
      'of a file that followed',
    );
  });

  it('tell the decimal comma where a single line does not', () => {
    const columns = { ...named, timestampColumn: false as const };
    assert.deepEqual(plain(['temp;pressure', '1,234;5', '1,5;6'], columns), [
      [undefined, 1.234, 5],
      [undefined, 1.5, 6],
    ]);
    const alone = plain(['temp;pressure', '1,234;5', '1,235;6'], columns);
    assert.match(String(alone[0]), /^brokenLine: '1,234' may be read in two ways.*--decimal/);
    assert.equal(alone.length, 2);
    assert.deepEqual(plain(['temp,pressure', '"1,234","2,5"', '"1,5",3'], { ...columns, decimal: ',' }), [
      [undefined, 1.234, 2.5],
      [undefined, 1.5, 3],
    ]);
  });

  it('may have points between thousands where decimal commas show it', () => {
    assert.deepEqual(plain(['temp;pressure', '1.042,5;20,5']), [[undefined, 1042.5, 20.5]]);
    assert.match(
      String(plain(['temp;pressure', '1,5;20,5', '1.042;20,5'])[1]),
      /^brokenLine: '1\.042' may be read in two/,
    );
    assert.deepEqual(plain(['temp;pressure', '1.042;20,5'], { ...named, decimal: ',' }), [[undefined, 1042, 20.5]]);
  });

  it('are refused where a cell looks like a value and another like a name', () => {
    const [bad, good] = plain(['2024-05-01 00:00:00,ERR,2', '2024-05-01 00:01:00,1,2']);
    assert.equal(
      bad,
      "brokenLine: the first line: '2024-05-01 00:00:00' looks like a value, 'ERR' like a name; " +
        'expected the option --header or --no-header to tell',
    );
    assert.deepEqual(good, ['2024-05-01 00:01:00', 1, 2]);
  });

  it('are refused where two columns have the name of a feature', () => {
    assert.deepEqual(plain(['time,temp,temp,pressure', '1,2,3,4']), [
      "wrongColumns: expected different names of columns; found 'temp' twice",
      "wrongColumns: expected different names of columns; found 'temp' twice",
    ]);
  });

  it('may hold names that are numbers, where rows below tell', () => {
    const rows = Array.from({ length: 12 }, (_, i) => `${20.5 + i / 8},${1013.25 + i / 4}`);
    assert.equal(plain(['0,1', ...rows], numbered).length, 12);
    assert.equal(plain(['20,1013', ...rows], numbered).length, 13, 'a point');
  });
});

describe('the time of a line', () => {
  it('is found as in files: by the name, by a text that reads as a time, in two columns', () => {
    const at = '2024-05-01 00:01:00';
    assert.deepEqual(plain(['index,ts,temp,pressure', '7,1714521600,1,2']), [[1714521600, 1, 2]]);
    assert.deepEqual(plain(['when,temp,pressure', `${at},1,2`]), [[at, 1, 2]]);
    assert.deepEqual(plain(['date,time,temp,pressure', '2024-05-01,00:01:00,1,2']), [[at, 1, 2]]);
    assert.deepEqual(plain(['2024-05-01,00:01:00,1,2']), [[at, 1, 2]]);
    const json = createLineParser(
      'jsonl',
      named,
    )('{"date": "2024-05-01", "time": "00:01:00", "temp": 1, "pressure": 2}');
    assert.equal((json as { time?: string }).time, at);
  });

  it('has its place where the pipeline was fitted to a file without a header', () => {
    assert.deepEqual(plain(['1,2,1714521600'], { ...numbered, timestampColumn: 'feature 2' }), [[1714521600, 1, 2]]);
    const first = { features: 2, names: ['feature 1', 'feature 2'], timestampColumn: 'feature 0' };
    assert.deepEqual(plain(['17,1,2', '18,3,4'], first), [
      [17, 1, 2],
      [18, 3, 4],
    ]);
    assert.match(
      String(plain(['1,2,1714521600'])[0]),
      /^brokenLine: without a header the time comes first, but '1' is a value/,
    );
  });

  it('that is written in another form is refused with the option that reads it', () => {
    const lines = ['time;temp;pressure', '01.05.2024 00:00;1,5;2'];
    assert.deepEqual(plain(lines), [
      'badTimestamp: expected a number or an ISO 8601 date as time; found "01.05.2024 00:00" (--time-format says how it is written)',
    ]);
    assert.match(
      String(plain(['time;temp;pressure', '01.05.24 00:00;1,5;2'])[0]),
      /--time-format says how it is written/,
    );
    assert.deepEqual(plain(lines, { ...named, timeFormat: '%d.%m.%Y %H:%M' }), [['01.05.2024 00:00', 1.5, 2]]);
  });
});
