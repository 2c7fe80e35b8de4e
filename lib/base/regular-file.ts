/**
 * Reads regular files only. A pipe would wait for ever, and a device such as /dev/zero never ends. A size is known
 * before anything is read, so that a file beyond memory is refused instead of tried.
 */
import { constants } from 'node:buffer';
import fs from 'node:fs';
import os from 'node:os';
import { DataError, messageOf } from './errors';
import { findFile, placesOf } from './find-file';

/** Share of the machine's memory that the bytes of one file may fill. */
const MEMORY_SHARE = 0.8;

export interface OpenFile {
  readonly handle: number;
  /** Bytes; 0 for the files of /proc, which do not tell their size. */
  readonly size: number;
}

/**
 * Opens a file for reading and calls `use` with it. The file is closed afterwards.
 *
 * @throws {DataError} If it does not exist, cannot be read, or is a folder, a pipe, a socket or a device.
 */
export function withRegularFile<Result>(file: string, use: (open: OpenFile) => Result): Result {
  const handle = openRegularFile(file);
  try {
    return use({ handle, size: fs.fstatSync(handle).size });
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? unreadable(file, error) : error;
  } finally {
    fs.closeSync(handle);
  }
}

/**
 * Opens a file for reading; the caller closes it. Where a notebook runs, {@link findFile} says where it is looked for.
 *
 * @throws {DataError} As {@link withRegularFile} does.
 */
export function openRegularFile(file: string): number {
  let handle: number | undefined;
  try {
    // Without O_NONBLOCK, opening a pipe would wait for its writer. Windows has no such flag and no such pipes.
    handle = fs.openSync(findFile(file), fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    const status = fs.fstatSync(handle);
    if (!status.isFile()) throw new DataError(`${file}: expected a regular file, found ${kindOf(status)}`);
    return handle;
  } catch (error) {
    if (handle !== undefined) fs.closeSync(handle);
    throw error instanceof DataError ? error : unreadable(file, error);
  }
}

/**
 * Reads a whole file.
 *
 * @param most  The most bytes that are taken. Default: 80 % of the machine's memory.
 * @throws {DataError} If it is not a readable regular file (see {@link withRegularFile}), or is larger.
 */
export function readRegularFile(file: string, most = Math.floor(MEMORY_SHARE * os.totalmem())): Buffer {
  return withRegularFile(file, ({ handle, size }) => {
    const limit = Math.min(most, constants.MAX_LENGTH);
    if (size > limit) throw new DataError(`${file}: expected at most ${limit} bytes, found ${size}`);
    const bytes = Buffer.allocUnsafeSlow(size);
    const length = readFully(handle, bytes);
    // A file of /proc does not tell its size, and another program may be writing to the file.
    if (size === 0) return fs.readFileSync(handle);
    return bytes.subarray(0, length);
  });
}

/**
 * Fills a buffer from where the file is read, or from a position.
 *
 * @returns  The number of bytes; fewer than the buffer holds only at the end of the file.
 */
export function readFully(handle: number, bytes: Uint8Array, position: number | null = null): number {
  let length = 0;
  while (length < bytes.length) {
    const place = position === null ? null : position + length;
    const read = fs.readSync(handle, bytes, length, Math.min(bytes.length - length, 1 << 30), place);
    if (read === 0) break;
    length += read;
  }
  return length;
}

function unreadable(file: string, error: unknown): DataError {
  const places = placesOf(file);
  if (places.length > 1 && error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return new DataError(`${file}: expected a file; looked for ${places.join(' and ')}, found neither`);
  }
  return new DataError(`${file}: cannot be read (${messageOf(error)})`);
}

function kindOf(status: fs.Stats): string {
  if (status.isDirectory()) return 'a folder';
  if (status.isFIFO()) return 'a pipe';
  if (status.isSocket()) return 'a socket';
  return 'a device';
}
