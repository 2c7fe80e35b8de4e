import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { labelsToSegments, listSkab, loadSkab } from '../../lib/data';
import { writeSkab } from '../support/data-sets';

describe('experiments of SKAB', () => {
  let root: string;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-skab-'));
    writeSkab(root);
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));
  const file = () => path.join(root, 'valve1', '2.csv');
  const edit = (change: (text: string) => string) => fs.writeFileSync(file(), change(fs.readFileSync(file(), 'utf8')));

  it('are listed by number, without the run that has no fault', () => {
    assert.deepEqual(listSkab(root), ['valve1/2', 'valve1/10', 'valve1/11']);
  });

  it('are training for 400 rows and test after them; change points are not a feature', () => {
    const { train, test } = loadSkab(root, 'valve1/2');
    assert.deepEqual([train.length, test.length, train.name], [400, 200, 'valve1/2']);
    assert.deepEqual(test.names, ['Accelerometer1RMS', 'Current', 'Pressure']);
    assert.ok(!train.labels!.includes(1));
    assert.deepEqual(labelsToSegments(test.labels!), [{ start: 50, end: 110 }]);
    const row = [0, 1, 2].map((i) => Number((Math.sin(400 / 5 + i) + i).toFixed(4)));
    assert.deepEqual([...test.values.subarray(0, 3)], row);
  });

  it('keep the labels of training rows, so that these are not trained on', () => {
    const { train, test } = loadSkab(root, 'valve1/10');
    assert.deepEqual(labelsToSegments(train.labels!), [{ start: 390, end: 400 }]);
    assert.deepEqual(labelsToSegments(test.labels!), [{ start: 0, end: 50 }]);
  });

  for (const [what, damage, message] of [
    ['no file', () => fs.rmSync(file()), /2\.csv: cannot be read/],
    [
      'commas',
      () => edit((text) => text.replaceAll(';', ',')),
      /2\.csv: expected a column 'datetime', found datetime,Acc/,
    ],
    [
      'no labels',
      () => edit((text) => text.replace('anomaly', 'fault')),
      /2\.csv: expected a column 'anomaly', found .*fault/,
    ],
    [
      'no change points',
      () => edit((text) => text.replace('changepoint', 'other')),
      /2\.csv: expected a column 'changepoint'/,
    ],
    [
      'a label of 2',
      () => edit((text) => text.replace(';1.0;', ';2.0;')),
      /2\.csv: line 452, column 'anomaly': expected a label 0 or 1, found '2\.0'/,
    ],
    [
      'a text for a value',
      () => edit((text) => text.replace(';0.0000;', ';zero;')),
      /2\.csv: line 2, column 'Accelerometer1RMS': 'zero' is not a number/,
    ],
    [
      'nothing to test on',
      () => edit((text) => text.split('\r\n').slice(0, 401).join('\r\n')),
      /2\.csv: expected more than 400 rows, .*; found 400/,
    ],
  ] as const) {
    // prettier-ignore
    it(`refuse ${what}`, () => {
      damage();
      assert.throws(() => loadSkab(root, 'valve1/2'), (error: Error) => error.name === 'DataError' && message.test(error.message));
    });
  }

  it('are to be in the folder', () => {
    fs.rmSync(path.join(root, 'valve1'), { recursive: true });
    fs.writeFileSync(path.join(root, 'notes.txt'), 'x');
    assert.throws(() => listSkab(root), /expected experiments of SKAB, such as valve1\/0\.csv; found none/);
    assert.throws(() => listSkab(path.join(root, 'absent')), /found none/);
  });
});
