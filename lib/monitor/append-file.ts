/** Appends lines to files whole or not at all, so that a full disk or a crash never joins two of them. */
import fs from 'node:fs';
import path from 'node:path';
import { flushFolder, makeFolder } from '../base/index';

const LINE_BREAK = 10;

/**
 * Appends lines to an open file. If an earlier writer was cut short in the middle of a line, a line break ends that line
 * first. If the disk takes only a part, that part is removed again.
 *
 * @param descriptor  Opened with `a+`: the last byte is read.
 * @returns           Number of bytes written.
 * @throws The file system's own error (ENOSPC, EIO, ...). The file is as it was, unless it cannot be shortened either.
 */
export function appendLines(descriptor: number, lines: readonly string[]): number {
  const { size } = fs.fstatSync(descriptor);
  const last = Buffer.alloc(1);
  if (size > 0) fs.readSync(descriptor, last, 0, 1, size - 1);
  const start = size > 0 && last[0] !== LINE_BREAK ? '\n' : '';
  const bytes = Buffer.from(`${start}${lines.join('\n')}\n`);
  try {
    // The system may take fewer bytes than it is given, without an error, e.g. as the disk becomes full.
    for (let at = 0; at < bytes.length;) at += fs.writeSync(descriptor, bytes, at);
  } catch (error) {
    shorten(descriptor, size);
    throw error;
  }
  return bytes.length;
}

/**
 * Appends lines to a file and returns once they are on the disk, so that a crash right after loses nothing.
 *
 * @throws {DataError} If the folder cannot be made.
 * @throws If the file system refuses; the error is its own.
 */
export function appendDurably(file: string, lines: readonly string[]): void {
  makeFolder(path.dirname(file));
  const isNew = !fs.existsSync(file);
  const descriptor = fs.openSync(file, 'a+', 0o600);
  try {
    appendLines(descriptor, lines);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
  if (isNew) flushFolder(path.dirname(file));
}

/** Removes what was written of a line. If that fails too, the next append ends it with a line break. */
function shorten(descriptor: number, size: number): void {
  try {
    fs.ftruncateSync(descriptor, size);
  } catch {
    // The error of the append is the one to tell.
  }
}
