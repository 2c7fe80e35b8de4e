import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { makeFolder } from './make-folder';

/** A name beside `target` that no other process uses, so that a rename to `target` stays on one file system. */
export function temporaryBeside(target: string): string {
  return path.join(
    path.dirname(target),
    `.${path.basename(target)}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`,
  );
}

/**
 * Writes a file so that a reader sees the old content or the new, never a part: a temporary file, then a rename. Folders
 * that are missing are made.
 *
 * @throws {DataError} If its folder cannot be made; otherwise the file system's own error.
 */
export function writeFileAtomic(target: string, content: string | Uint8Array): void {
  makeFolder(path.dirname(target));
  const temporary = temporaryBeside(target);
  try {
    fs.writeFileSync(temporary, content);
    fs.renameSync(temporary, target);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}
