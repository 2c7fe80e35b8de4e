import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadOpssat } from '../../lib/data';
import { writeOpssat } from '../support/data-sets';

describe('OPSSAT-AD', () => {
  let root: string;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-opssat-'));
    writeOpssat(root);
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));
  const file = () => path.join(root, 'dataset.csv');
  const edit = (change: (text: string) => string) => fs.writeFileSync(file(), change(fs.readFileSync(file(), 'utf8')));

  it('is split as its publisher splits it; training is its normal part, and neither label nor split is a feature', () => {
    const { train, test } = loadOpssat(root);
    // Of 60 rows, 40 are training, of which 10 are anomalous; of the 20 others, every fourth third row is: 5.
    assert.deepEqual([train.length, test.length, train.features, test.features], [30, 20, 18, 18]);
    assert.ok(!train.labels!.includes(1));
    assert.equal(
      test.labels!.reduce((sum, label) => sum + label, 0),
      5,
    );
    assert.deepEqual([test.names[0], test.names[17]], ['duration', 'var_div_len']);
    const values = (row: number) =>
      Array.from({ length: 18 }, (_, i) => Number((Math.sin(row / 5 + i) + i).toFixed(4)));
    assert.deepEqual([...train.values.subarray(0, 18)], values(1), 'row 0 is of the test split');
    assert.deepEqual([...test.values.subarray(18, 36)], values(3));
  });

  for (const [what, damage, message] of [
    ['no file', () => fs.rmSync(file()), /dataset\.csv: cannot be read/],
    [
      'a column that is missing',
      () => edit((text) => text.replace('kurtosis', 'curtosis')),
      /dataset\.csv: expected a column 'kurtosis', found segment, /,
    ],
    ['no split', () => edit((text) => text.replace(',train,', ',part,')), /dataset\.csv: expected a column 'train'/],
    [
      'a split of another name',
      () => edit((text) => text.replace('2,0,1,CADC', '2,0,validation,CADC')),
      /dataset\.csv: line 3, column 'train': expected a label 0 or 1, found 'validation'/,
    ],
    [
      'a label of 2',
      () => edit((text) => text.replace('2,0,1,CADC', '2,2,1,CADC')),
      /dataset\.csv: line 3, column 'anomaly': expected a label 0 or 1, found '2'/,
    ],
    [
      'no test segments',
      () => edit((text) => text.replace(/,0,CADC/g, ',1,CADC')),
      /dataset\.csv: expected test segments, found none/,
    ],
    [
      'no normal training segments',
      () => edit((text) => text.replace(/,0,1,CADC/g, ',1,1,CADC')),
      /dataset\.csv: expected normal training segments, found none/,
    ],
    [
      'a text for a number',
      () => edit((text) => text.replace(/,1,CADC0872,1,[^,]*/, ',1,CADC0872,1,long')),
      /dataset\.csv: line 3, column 'duration': 'long' is not a number/,
    ],
  ] as const) {
    // prettier-ignore
    it(`refuses ${what}`, () => {
      damage();
      assert.throws(() => loadOpssat(root), (error: Error) => error.name === 'DataError' && message.test(error.message));
    });
  }
});
