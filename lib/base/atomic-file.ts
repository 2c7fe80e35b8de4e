/** Files that are replaced as a whole: a reader sees the old content or the new, never a part of either. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { makeFolder } from './make-folder';

/** Returns a name beside `target` that no other process uses: a rename from there to `target` is one step. */
export function temporaryBeside(target: string): string {
  return path.join(
    path.dirname(target),
    `.${path.basename(target)}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`,
  );
}

/**
 * Removes what ended processes have left beside `target` under names of {@link temporaryBeside}, also of an earlier
 * process that had this one's number. Not to be called while this process has such a file in use.
 */
export function removeLeftovers(target: string): void {
  for (const { place, pid } of temporariesOf(target)) {
    if (pid === process.pid || !isRunning(pid)) fs.rmSync(place, { recursive: true, force: true });
  }
}

/** Lists what lies beside `target` under names of {@link temporaryBeside}, with the process that made it. */
export function temporariesOf(target: string): { readonly place: string; readonly pid: number }[] {
  const [folder, start] = [path.dirname(target), `.${path.basename(target)}.`];
  return fs.readdirSync(folder).flatMap((name) => {
    const pid = name.startsWith(start) ? /^(\d+)-[0-9a-f]{8}\.tmp$/.exec(name.slice(start.length))?.[1] : undefined;
    return pid === undefined ? [] : [{ place: path.join(folder, name), pid: Number(pid) }];
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // another user's
  }
}

/**
 * Replaces a file atomically. Makes its folder if it is missing.
 *
 * @throws {DataError} If the folder cannot be made; otherwise the file system's own error. The old content stays.
 */
export function writeFileAtomic(target: string, content: string | Uint8Array): void {
  makeFolder(path.dirname(target));
  replaceFile(target, content, { flush: false });
}

/**
 * Replaces a file atomically, piece by piece, so that a large text is never in memory as a whole.
 *
 * @throws {DataError} If the folder cannot be made; otherwise the error of the file system or of what makes the pieces. The
 *                    old content stays.
 */
export function writePiecesAtomic(target: string, pieces: Iterable<string>): void {
  makeFolder(path.dirname(target));
  replace(target, (temporary) => {
    const handle = fs.openSync(temporary, 'w');
    try {
      for (const piece of pieces) fs.writeFileSync(handle, piece); // goes on after a short write
    } finally {
      fs.closeSync(handle);
    }
  });
}

/**
 * Replaces a file atomically and durably: the new content survives a power cut. If two processes write at once, the
 * last one wins. The folder must exist.
 *
 * @param options  `mode`: who may read and write it, for example 0o600 for its owner alone.
 * @throws The file system's own error (ENOSPC, EACCES, ...). The old content stays.
 */
export function writeFileDurably(target: string, content: string, { mode = 0o666 }: { mode?: number } = {}): void {
  replaceFile(target, content, { flush: true, mode });
  flushFolder(path.dirname(target));
}

// The package write-file-atomic ignores how many bytes were written, so that a full disk leaves a part of a file.
function replaceFile(target: string, content: string | Uint8Array, how: { flush: boolean; mode?: number }): void {
  replace(target, (temporary) => fs.writeFileSync(temporary, content, how));
}

function replace(target: string, write: (temporary: string) => void): void {
  const temporary = temporaryBeside(target);
  try {
    write(temporary);
    fs.renameSync(temporary, target);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** Flushes a folder: only then is a rename in it, or a new file, on the disk. */
export function flushFolder(folder: string): void {
  let handle: number | undefined;
  try {
    handle = fs.openSync(folder, 'r');
    fs.fsyncSync(handle);
  } catch {
    // Some file systems cannot flush folders. The file is whole there too; a power cut may undo the rename.
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
}
