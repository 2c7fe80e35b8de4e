import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DataError, readRegularFile } from '../../lib/base';

describe('readRegularFile', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-regular-'))));
  after(() => fs.rmSync(folder, { recursive: true }));

  const refuses = (file: string, message: RegExp, most?: number) =>
    assert.throws(
      () => readRegularFile(file, most),
      (error) => {
        assert.ok(error instanceof DataError, String(error));
        assert.ok(error.message.startsWith(file), error.message);
        assert.match(error.message, message);
        return true;
      },
    );

  it('reads a file, an empty file and a file of /proc, which tells no size', () => {
    const file = path.join(folder, 'some');
    fs.writeFileSync(file, 'some text');
    assert.equal(readRegularFile(file).toString(), 'some text');
    fs.writeFileSync(file, '');
    assert.equal(readRegularFile(file).length, 0);
    if (fs.existsSync('/proc/self/stat')) assert.match(readRegularFile('/proc/self/stat').toString(), /^\d+ \(/);
  });

  it('refuses a folder, a pipe without waiting for its writer, and a link to a device without end', () => {
    refuses(folder, /expected a regular file, found a folder$/);
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    refuses(pipe, /expected a regular file, found a pipe$/);
    const link = path.join(folder, 'zero');
    fs.symlinkSync('/dev/zero', link);
    refuses(link, /expected a regular file, found a device$/);
    refuses(path.join(folder, 'absent'), /cannot be read \(ENOENT/);
  });

  it('refuses a file that is larger than the limit or than memory, before it reads it', () => {
    const file = path.join(folder, 'large');
    fs.writeFileSync(file, '12345');
    refuses(file, /expected at most 4 bytes, found 5$/, 4);
    fs.truncateSync(file, 2 ** 42);
    refuses(file, /expected at most \d+ bytes, found 4398046511104$/);
  });
});
