import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readScoreColumn, writeNpy } from '../../lib/data';

const readScores = (file: string) => readScoreColumn(file).series.values;

describe('readScoreColumn', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-scores-'));
  after(() => fs.rmSync(folder, { recursive: true }));
  const text = (name: string, content: string) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, content);
    return file;
  };
  const array = (name: string, shape: readonly number[], values: readonly number[]) => {
    const file = path.join(folder, name);
    writeNpy(file, { shape, data: Float64Array.from(values) });
    return file;
  };

  it('takes an array of one number a step', () => {
    assert.deepEqual([...readScores(array('flat.npy', [3], [0.5, -1, 2]))], [0.5, -1, 2]);
    assert.deepEqual([...readScores(array('column.npy', [2, 1], [3, 4]))], [3, 4]);
  });

  it('takes the only column, also of scores that count up or are all 0 and 1', () => {
    assert.deepEqual([...readScores(text('up.csv', 'time\n1\n2\n3\n'))], [1, 2, 3]);
    assert.deepEqual([...readScores(text('label.csv', 'label\n0\n1\n0\n'))], [0, 1, 0]);
    assert.deepEqual([...readScores(text('bare.csv', '0.25\n1e-3\n'))], [0.25, 0.001]);
    assert.deepEqual([...readScores(text('lines.jsonl', '{"x":1.5}\n{"x":2}\n'))], [1.5, 2]);
  });

  it('takes the column named score among others, and the one beside a time', () => {
    assert.deepEqual([...readScores(text('of.csv', 'step,anomaly_score,label\n7,0.5,0\n8,0.75,1\n'))], [0.5, 0.75]);
    assert.deepEqual([...readScores(text('at.csv', 'time,value\n2024-01-01,0.5\n2024-01-02,3\n'))], [0.5, 3]);
  });

  for (const [what, make, message] of [
    [
      'two columns',
      () => array('two.npy', [2, 2], [1, 2, 3, 4]),
      /two\.npy: expected one column of scores, found feature 0, feature 1; one of several is to be named score$/,
    ],
    [
      'columns that neither is named',
      () => text('ab.csv', 'a,b\n1.5,2\n0,3\n'),
      /found a, b; one of several is to be named score$/,
    ],
    [
      'NaN',
      () => array('nan.npy', [3], [1, NaN, 2]),
      /found none \(NaN\) at step 1 \(counted from 0\); 1 of 3 are not finite$/,
    ],
    ['infinity', () => text('inf.csv', 'score\n1\ninf\n'), /inf\.csv: .*found Infinity at step 1/],
    ['text', () => text('word.csv', 'score\n1\nhigh\n'), /word\.csv: .*high/],
    ['a missing file', () => path.join(folder, 'none.npy'), /none\.npy: cannot be read/],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => readScores(make()), { name: 'DataError', message });
    });
  }
});
