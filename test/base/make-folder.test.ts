import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DataError } from '../../lib/base';
import { writeFileAtomic, makeFolder } from '../../lib/base/index';

describe('makeFolder', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-folder-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('makes what is missing and leaves what is there', () => {
    const inner = path.join(folder, 'a', 'b', 'c');
    makeFolder(inner);
    fs.writeFileSync(path.join(inner, 'file'), 'x');
    makeFolder(inner);
    assert.deepEqual(fs.readdirSync(inner), ['file']);
  });

  it('names a folder in whose place, or above which, there is a file', () => {
    const file = path.join(folder, 'file');
    fs.writeFileSync(file, 'x');
    for (const taken of [file, path.join(file, 'a', 'b')]) {
      assert.throws(() => makeFolder(taken), (error) => {
        assert.ok(error instanceof DataError, String(error));
        assert.ok(error.message.startsWith(`${taken}: this folder cannot be made (`), error.message);
        return true;
      }); // prettier-ignore
    }
    assert.throws(() => writeFileAtomic(path.join(file, 'a.json'), '{}'), DataError);
  });

  it('ends where nothing can be made, as below /proc', function () {
    if (!fs.existsSync('/proc/self')) this.skip();
    // In a process of its own, which is ended if it spins.
    const script = `require('./lib/base/atomic-file').writeFileAtomic('/proc/telltale/y.json', '{}')`;
    const run = spawnSync(process.execPath, ['--import', 'tsx', '--eval', script], { cwd: path.join(__dirname, '../..'), encoding: 'utf8', timeout: 20_000 }); // prettier-ignore
    assert.equal(run.signal, null);
    assert.match(run.stderr, /DataError.*\/proc\/telltale: this folder cannot be made/);
  });
});
