import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';

const repository = path.join(__dirname, '..', '..');

describe('npm run verify', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-verify-'));
  after(() => fs.rmSync(root, { recursive: true }));
  const folderOf = (name: string, notebooks: Record<string, string> = {}) => {
    const folder = path.join(root, name);
    fs.mkdirSync(folder);
    for (const [file, text] of Object.entries(notebooks)) fs.writeFileSync(path.join(folder, `${file}.ipynb`), text);
    return folder;
  };
  const printing = (text: string) =>
    JSON.stringify({ cells: [{ cell_type: 'code', source: '', outputs: [{ output_type: 'stream', text }] }] });
  const verify = (notebooks: string, ...args: string[]) =>
    spawnSync(process.execPath, [...RUN_TYPESCRIPT, 'scripts/verify.ts', '--notebooks', notebooks, ...args], {
      cwd: repository,
      encoding: 'utf8',
    });

  it('ends with 0 where every number is equal, and with 1 and the difference where one is not', () => {
    const committed = folderOf('committed', { '01-a': printing('F1 .339'), '02-b': printing('F1 .5') });
    const same = verify(committed, '--executed', committed);
    assert.equal(same.status, 0, same.stderr);
    assert.match(same.stdout, /2 of 2 notebooks run; the outputs of 2 are identical/);
    const other = folderOf('other', { '01-a': printing('F1 .341'), '02-b': printing('F1 .5') });
    const { status, stdout, stderr } = verify(committed, '--executed', other);
    assert.equal(status, 1);
    assert.match(
      stdout,
      /01-a: 1 line differs, .*\n {2}cell 1, printed, line 1: F1 \.339, now F1 \.341\n02-b: identical/,
    );
    assert.match(stderr, /1 of 2 differ\./);
    assert.equal(verify(committed, '--executed', other, '--only', '02-b').status, 0);
  });

  for (const [what, name, notebooks, message] of [
    ['a folder that does not exist', 'none', undefined, /--notebooks .*none: expected notebooks to verify, found none/],
    ['a folder without notebooks', 'empty', {}, /--notebooks .*empty: expected notebooks to verify, found none/],
    [
      'a broken notebook',
      'broken',
      { '03-c': '{"cells": [' },
      /03-c\.ipynb: expected a notebook, which cannot be read/,
    ],
    ['a file that is not a notebook', 'foreign', { '04-d': '{}' }, /04-d\.ipynb: expected a notebook, found no cells/],
  ] as const) {
    it(`ends with 1 and one sentence for ${what}`, () => {
      const folder = notebooks ? folderOf(name, notebooks) : path.join(root, name);
      const { status, stderr } = verify(folder, '--executed', folder);
      assert.equal(status, 1);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^\s+at /m);
    });
  }
});
