import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Results } from '../../lib/experiments';
import { failuresByCause, present, writeTables } from '../../scripts/support/experiment-place';

describe('what a command writes', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-place-'));
  const file = path.join(folder, 'file.json');
  after(() => fs.rmSync(folder, { recursive: true }));

  it('does not replace an earlier file by nothing', () => {
    fs.writeFileSync(file, 'earlier');
    const state = { profile: 'smoke', backend: 'none', warnings: [], failures: [], interrupted: true } as const;
    present({ ...state, results: new Results([]), shown: [], notes: [] }, { json: file, tables: file });
    assert.equal(fs.readFileSync(file, 'utf8'), 'earlier');
  });

  it('has six digits in tables, and settings as they are', () => {
    const sweep = { grid: { 'training.learningRate': [1e-7, 0.123456789] } };
    writeTables(file, [{ columns: ['a', 'b'], rows: [[0.123456789, [1e-7]]] }], { sweep });
    const written = JSON.parse(fs.readFileSync(file, 'utf8')) as object;
    assert.deepEqual(written, { sweep, tables: [{ columns: ['a', 'b'], rows: [[0.123457, [0]]] }] });
  });
});

describe('what a command says of failed jobs', () => {
  it('names a cause once for each seed, after the first job', () => {
    const failures = [
      'pca on a.csv, seed 0: b.csv: column x has no value.',
      'random on a.csv, seed 0: b.csv: column x has no value.',
      'pca on a.csv, seed 1: b.csv: column x has no value.',
      'vae on a.csv, seed 0: the loss is NaN.',
      'the queue is full.',
    ];
    assert.deepEqual(failuresByCause(failures), [
      'pca on a.csv and 1 more job, seed 0: b.csv: column x has no value.',
      'pca on a.csv, seed 1: b.csv: column x has no value.',
      'vae on a.csv, seed 0: the loss is NaN.',
      'the queue is full.',
    ]);
  });
});
