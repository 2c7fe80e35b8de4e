import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Results } from '../../lib/experiments';
import type { Options } from '../../scripts/support/experiment-options';
import {
  failuresByCause,
  outputsOf,
  present,
  withoutFailedBaselines,
  writeTables,
} from '../../scripts/support/experiment-place';

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

  it('is data, so that another ending for tables is refused', () => {
    const named = (tables: string) => () => outputsOf({ tables: path.join(folder, tables) } as Options);
    assert.equal(named('a.json')().tables, path.join(folder, 'a.json'));
    assert.throws(named('a.tex'), /--tables .*a\.tex: expected a name ending in \.json/);
  });

  it('has six digits in tables, and settings as they are', () => {
    const sweep = { grid: { 'training.learningRate': [1e-7, 0.123456789] } };
    writeTables(file, [{ columns: ['a', 'b'], rows: [[0.123456789, [1e-7]]] }], { sweep });
    const written = JSON.parse(fs.readFileSync(file, 'utf8')) as object;
    assert.deepEqual(written, { sweep, tables: [{ columns: ['a', 'b'], rows: [[0.123457, [0]]] }] });
  });
});

describe('what a command says of failed jobs', () => {
  it('notes that a baseline is left out, where the detector that was asked for has its figures', () => {
    const failure = 'nearest-neighbour on test.csv, seed 0: expected at least 2 training windows; found 1.';
    const of = (labels: readonly string[], interrupted = false) =>
      withoutFailedBaselines(
        { results: { labels } as unknown as Results, warnings: ['before'], failures: [failure], interrupted },
        'lstm-vae',
      );
    const { warnings, failures } = of(['lstm-vae', 'pca']);
    assert.deepEqual([warnings, failures], [['before', `a baseline is left out, as it failed: ${failure}`], []]);
    assert.deepEqual(of(['pca']).failures, [failure], 'its own failure is one');
    assert.deepEqual(of(['lstm-vae'], true).failures, [failure], 'a run that was interrupted is not whole');
  });

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
