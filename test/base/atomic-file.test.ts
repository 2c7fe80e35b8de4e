import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { removeLeftovers, writeFileAtomic, writeFileDurably, RUN_TYPESCRIPT } from '../../lib/base';

for (const write of [writeFileAtomic, writeFileDurably]) {
  describe(write.name, () => {
    let folder: string;
    let file: string;
    beforeEach(() => {
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-atomic-'));
      file = path.join(folder, 'a.json');
      fs.writeFileSync(file, 'old');
    });
    afterEach(() => fs.rmSync(folder, { recursive: true }));

    const found = () => [fs.readFileSync(file, 'utf8'), ...fs.readdirSync(folder)];

    it('replaces the content and leaves no temporary file', () => {
      write(file, 'new');
      assert.deepEqual(found(), ['new', 'a.json']);
    });

    it('keeps the old content if only a part of the new one can be written, as on a full disk', function () {
      if (process.platform === 'win32') this.skip();
      // A limit on the size of files: the system writes up to it, says so, and refuses the rest.
      const script = `
        process.on('SIGXFSZ', () => undefined);
        const write = require('./lib/base/atomic-file').${write.name};
        try { write(process.argv[1], 'x'.repeat(3 * 1024 * 1024)); } catch (error) { console.log(error.code); }`;
      const run = spawnSync(
        'bash',
        ['-c', 'ulimit -f 1024; exec "$@"', 'bash', process.execPath, ...RUN_TYPESCRIPT, '--eval', script, file],
        { cwd: path.join(__dirname, '../..'), encoding: 'utf8' },
      );
      assert.equal(run.stdout.trim(), 'EFBIG', run.stderr);
      assert.deepEqual(found(), ['old', 'a.json']);
    });

    it('removes its temporary file if the file cannot be replaced', () => {
      fs.rmSync(file);
      fs.mkdirSync(path.join(file, 'in-the-way'), { recursive: true });
      assert.throws(() => write(file, 'new'), /EISDIR|ENOTEMPTY|EEXIST/);
      assert.deepEqual(fs.readdirSync(folder), ['a.json']);
    });
  });
}

describe('removeLeftovers', () => {
  it('removes what ended processes left, and nothing else', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-leftovers-'));
    const ended = spawnSync(process.execPath, ['--eval', '']).pid;
    const [own, running] = [process.pid, process.ppid];
    const kept = [`.a.${running}-01234567.tmp`, `.a.${ended}-0123456.tmp`, `.ab.${ended}-01234567.tmp`, 'a', 'a.tmp'];
    for (const name of kept) fs.writeFileSync(path.join(folder, name), '');
    fs.writeFileSync(path.join(folder, `.a.${ended}-01234567.tmp`), '');
    fs.mkdirSync(path.join(folder, `.a.${own}-89abcdef.tmp`, 'full'), { recursive: true });
    removeLeftovers(path.join(folder, 'a'));
    assert.deepEqual(fs.readdirSync(folder).sort(), kept.sort());
    fs.rmSync(folder, { recursive: true });
  });
});
