import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DataError, makeFolder, writeFileAtomic, RUN_TYPESCRIPT } from '../../lib/base';

describe('makeFolder', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-folder-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('makes missing folders and leaves what is there', () => {
    const inner = path.join(folder, 'a', 'b', 'c');
    makeFolder(inner);
    fs.writeFileSync(path.join(inner, 'file'), 'x');
    makeFolder(inner);
    assert.deepEqual(fs.readdirSync(inner), ['file']);
  });

  it('names a folder that cannot be made because a file is in its place or above it', () => {
    const file = path.join(folder, 'file');
    fs.writeFileSync(file, 'x');
    for (const taken of [file, path.join(file, 'a', 'b')]) {
      assert.throws(
        () => makeFolder(taken),
        (error) => error instanceof DataError && error.message.startsWith(`${taken}: this folder cannot be made (`),
      );
    }
    assert.throws(() => writeFileAtomic(path.join(file, 'a.json'), '{}'), DataError);
  });

  it('fails where nothing can be made, as below /proc', function () {
    if (!fs.existsSync('/proc/self')) this.skip();
    // In its own process, which is stopped if it spins.
    const script = `require('./lib/base/atomic-file').writeFileAtomic('/proc/telltale/y.json', '{}')`;
    const run = spawnSync(process.execPath, [...RUN_TYPESCRIPT, '--eval', script], {
      cwd: path.join(__dirname, '../..'),
      encoding: 'utf8',
      timeout: 20_000,
    });
    assert.equal(run.signal, null);
    assert.match(run.stderr, /DataError.*\/proc\/telltale: this folder cannot be made/);
  });
});
