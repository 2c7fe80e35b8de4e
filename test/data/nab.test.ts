import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { labelsToSegments, listNab, loadNab } from '../../lib/data';
import { probationSteps } from '../../lib/data/nab';
import { writeNab } from '../support/data-sets';

describe('series of NAB', () => {
  let root: string;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-nab-'));
    writeNab(root);
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));
  const write = (name: string, text: string) => fs.writeFileSync(path.join(root, name), text);

  it('are those that are labelled and there', () => {
    assert.deepEqual(listNab(root), ['art/first', 'art/second', 'real/third']);
  });

  it('are training for 15 % and test after it, labelled by windows of time with both their ends', () => {
    const { train, test } = loadNab(root, 'art/first');
    assert.deepEqual([train.length, test.length, train.features, train.name], [60, 340, 1, 'art/first']);
    assert.ok(!train.labels!.includes(1));
    assert.deepEqual(labelsToSegments(test.labels!), [
      { start: 40, end: 60 },
      { start: 240, end: 250 },
    ]);
    assert.equal(train.values[59], Number(Math.sin(59 / 5).toFixed(4)));
    assert.equal(test.values[0], Number(Math.sin(60 / 5).toFixed(4)));
    assert.ok(!loadNab(root, 'art/second').test.labels!.includes(1));
  });

  it('have a probationary period of at most 750 steps', () => {
    assert.deepEqual([4032, 4999, 5000, 15902, 1127].map(probationSteps), [604, 749, 750, 750, 169]);
  });

  it('count each row by its own time where times go back', () => {
    const times = [0, 5, 10, 5, 10, 15, 20, 25].map((minute) => `2014-04-01 00:${String(minute).padStart(2, '0')}:00`);
    write('art/first.csv', ['timestamp,value', ...times.map((time, i) => `${time},${i}`)].join('\n'));
    const windows = { 'art/first.csv': [['2014-04-01 00:10:00', '2014-04-01 00:15:00.000000']] };
    write('combined_windows.json', JSON.stringify(windows));
    const { train, test } = loadNab(root, 'art/first');
    assert.deepEqual([...train.labels!, ...test.labels!], [0, 0, 1, 0, 1, 1, 0, 0]);
  });

  for (const [what, damage, message] of [
    [
      'no label file',
      () => fs.rmSync(path.join(root, 'combined_windows.json')),
      /combined_windows\.json: expected NAB's windows by file, which cannot be read/,
    ],
    [
      'a label file that is not JSON',
      () => write('combined_windows.json', '{'),
      /combined_windows\.json: .* cannot be read/,
    ],
    [
      'labels of single times',
      () => write('combined_windows.json', '{"art/first.csv": ["2014-04-01 00:00:00"]}'),
      /combined_windows\.json: expected NAB's windows by file \(art\/first\.csv\.0: /,
    ],
    [
      'a time that is none',
      () => write('combined_windows.json', '{"art/first.csv": [["soon", "2014-04-01 00:00:00"]]}'),
      /combined_windows\.json: .*art\/first\.csv\.0\.0/,
    ],
    [
      'a window that ends before it begins',
      () => write('combined_windows.json', '{"art/first.csv": [["2014-04-01 01:00:00", "2014-04-01 00:00:00"]]}'),
      /the window from 2014-04-01 01:00:00 ends before, at 2014-04-01 00:00:00/,
    ],
    [
      'a window without a step',
      () => write('combined_windows.json', '{"art/first.csv": [["2015-04-01 01:00:00", "2015-04-01 02:00:00"]]}'),
      /first\.csv: expected steps in the window from 2015-04-01 01:00:00 .*, found none/,
    ],
    [
      'a series that is not labelled',
      () => write('combined_windows.json', '{"art/other.csv": []}'),
      /art\/first: expected a series that combined_windows\.json names/,
    ],
    ['a series that is not there', () => fs.rmSync(path.join(root, 'art/first.csv')), /first\.csv: cannot be read/],
    [
      'other columns',
      () => write('art/first.csv', 'timestamp,a,b\n2014-04-01 00:00:00,1,2\n'),
      /first\.csv: expected the columns timestamp and value, found a, b as values/,
    ],
    [
      'no timestamps',
      () => write('art/first.csv', 'value\n1\n2\n'),
      /first\.csv: expected a column 'timestamp', found value/,
    ],
    [
      'a date of another form',
      () => write('art/first.csv', `timestamp,value\n${'1.4.2014,3\n'.repeat(20)}`),
      /first\.csv: step 0: expected a time such as .*, found '1\.4\.2014'/,
    ],
    [
      'a text for a value',
      () => write('art/first.csv', 'timestamp,value\n2014-04-01 00:00:00,high\n'),
      /first\.csv: line 2, column 'value': 'high' is not a number/,
    ],
  ] as const) {
    // prettier-ignore
    it(`refuses ${what}`, () => {
      damage();
      assert.throws(() => loadNab(root, 'art/first'), (error: Error) => error.name === 'DataError' && message.test(error.message));
    });
  }

  it('refuses a series too short for a probationary period, and a folder without series', () => {
    write('art/first.csv', 'timestamp,value\n2014-04-01 00:00:00,1\n');
    write('combined_windows.json', '{"art/first.csv": []}');
    assert.throws(
      () => loadNab(root, 'art/first'),
      /first\.csv: expected a probationary period of 15 %, found 1 step in all/,
    );
    fs.rmSync(path.join(root, 'art'), { recursive: true });
    assert.throws(
      () => listNab(root),
      /expected series that combined_windows\.json names, such as art\/first\.csv; found none/,
    );
  });
});
