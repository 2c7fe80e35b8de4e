/** Writing a file so that it is whole and still there after a crash or a power cut. */
import fs from 'node:fs';
import path from 'node:path';
import { temporaryBeside } from './atomic-file';

/**
 * Writes a file atomically and durably: a temporary file beside it, flushed to the disk, renamed to its name, and the
 * folder flushed. Whoever reads sees the old content or the new; of two writers at once the last one wins.
 *
 * @throws The file system's own error (ENOSPC, EACCES, ...); the temporary file is removed, the old content stays.
 */
export function writeFileDurably(target: string, content: string): void {
  const temporary = temporaryBeside(target);
  try {
    fs.writeFileSync(temporary, content, { flush: true });
    fs.renameSync(temporary, target);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
  flushFolder(path.dirname(target));
}

/** A rename is on the disk only once its folder is. Some file systems refuse to flush folders; the file is whole there too. */
function flushFolder(folder: string): void {
  let handle: number | undefined;
  try {
    handle = fs.openSync(folder, 'r');
    fs.fsyncSync(handle);
  } catch {
    // The content is written and renamed: all that may be lost in a power cut is the last name.
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
}
