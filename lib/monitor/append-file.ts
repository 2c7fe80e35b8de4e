/** Appends lines to a file so that they survive a crash. */
import fs from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../base/index';

/**
 * Appends a line to a file and returns once it is on the disk, so that a crash right after loses nothing.
 *
 * @throws {DataError} If the folder cannot be made.
 * @throws If the file system refuses; the error is its own.
 */
export function appendDurably(file: string, line: string): void {
  makeFolder(path.dirname(file));
  const descriptor = fs.openSync(file, 'a', 0o600);
  try {
    fs.writeSync(descriptor, `${line}\n`);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
