/** Recognizes a file by its content and finds it again after log rotation has moved or copied it. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import asyncFs from 'node:fs/promises';
import path from 'node:path';
import type { FilePosition } from './batches';

/** Bytes at the start of a file and before a position that tell the file from others. */
const TOLD_BY = 1024;

/** A number or a date, as rotation adds it to a name: `.1`, `-20240501`, `.2024-05-01T10:00`. */
const ROTATED = /^[._-]\d[\d._:T-]*$/;

/**
 * What was read of a file, as far as it tells positions in it. A position is told by the bytes that were read, not by
 * those that the file holds later: it may be truncated and grow again at any time.
 */
export class ReadPlace {
  private readonly inode: number;
  private first: Buffer;
  /** The bytes of the last read, and those before them that tell where it began. */
  private last: Buffer;
  private incompleteLine: FilePosition;

  /**
   * @param descriptor  An open file.
   * @param bytes       Bytes from its start that count as read.
   * @param lineStart   Where the line that goes on there started. Default there.
   */
  constructor(
    descriptor: number,
    private bytes: number,
    lineStart?: FilePosition,
  ) {
    const length = Math.min(bytes, TOLD_BY);
    this.inode = fs.fstatSync(descriptor).ino;
    this.first = bytesAt(descriptor, 0, length);
    this.last = bytesAt(descriptor, bytes - length, length);
    this.incompleteLine = lineStart ?? this.end;
  }

  /** Adds what was read. */
  add(bytes: Buffer): void {
    if (this.first.length < TOLD_BY) this.first = Buffer.concat([this.first, bytes.subarray(0, TOLD_BY)]);
    this.last = Buffer.concat([this.last.subarray(-TOLD_BY), bytes]);
    this.bytes += bytes.length;
  }

  /** Bytes from the start of the file that were read. */
  get offset(): number {
    return this.bytes;
  }

  get end(): FilePosition {
    return this.at(this.bytes);
  }

  /** Where the incomplete line at the end starts, as {@link findLineStart} last found. */
  get lineStart(): FilePosition {
    return this.incompleteLine;
  }

  /**
   * Finds where an incomplete line of so many bytes starts, and keeps it. It must be asked after each read: only what the
   * last read brought is searched, so that a line that began earlier starts where it was found at first.
   */
  findLineStart(bytes: number): FilePosition {
    const offset = this.bytes - bytes;
    const isHeld = this.last.length - bytes >= Math.min(offset, TOLD_BY);
    if (isHeld) this.incompleteLine = this.at(offset);
    return this.incompleteLine;
  }

  private at(offset: number): FilePosition {
    const length = Math.min(offset, TOLD_BY);
    const end = this.last.length - (this.bytes - offset);
    const digest = digestOf(this.first.subarray(0, length), this.last.subarray(end - length, end));
    return { inode: this.inode, offset, digest };
  }
}

/**
 * Finds the file in which a position lies: the named one, or the one that rotation has made of it beside it.
 *
 * @returns  Its path; undefined if there is none. A file with the same inode is preferred to one with the same content.
 */
export function findPlace(file: string, from: FilePosition): string | undefined {
  const isTold = from.offset > 0 && from.digest !== undefined;
  for (let seen: string | undefined; ;) {
    const files = [file, ...rotatedFiles(file)];
    const now = inodesOf(files);
    const holding = files.map((each) => ({ each, inode: inodeHolding(each, from) }));
    const found =
      holding.find(({ inode }) => inode === from.inode) ?? holding.find(({ inode }) => isTold && inode !== undefined);
    // Where it was not found and files took other names meanwhile, it may be the one that was missed.
    if (found || now === seen) return found?.each;
    seen = now;
  }
}

/**
 * Opens the file in which a position lies, under whatever name rotation gives it meanwhile.
 *
 * @param read  Reads from it what is needed; done again in another file if this one was truncated or replaced.
 * @returns     The open file and what was read; undefined if there is none.
 */
export async function openPlace<T>(
  file: string,
  from: FilePosition,
  read: (handle: asyncFs.FileHandle) => T | Promise<T>,
): Promise<{ handle: asyncFs.FileHandle; value: T } | undefined> {
  for (let found = findPlace(file, from); found !== undefined; found = findPlace(file, from)) {
    const handle = await openIfThere(found);
    if (handle === undefined) continue;
    const value = await read(handle);
    if (isUnchanged(handle.fd, from)) return { handle, value };
    await handle.close();
  }
  return undefined;
}

export async function openIfThere(file: string): Promise<asyncFs.FileHandle | undefined> {
  try {
    return await asyncFs.open(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether an open file still has the bytes before a position that it had. */
export function isUnchanged(descriptor: number, { inode, offset, digest }: FilePosition): boolean {
  const { ino, size } = fs.fstatSync(descriptor);
  if (size < offset) return false;
  return digest === undefined ? ino === inode : digestAt(descriptor, offset) === digest;
}

/**
 * Finds the file that took the name after an open one: the earliest that was rotated since, or else the named one.
 *
 * @param before  The open file that was read before that one: its writer may have written to it since.
 * @returns  Its path and inode, as the path may be another file's when it is opened. Undefined if the open file has the
 *   name, or the only later one is empty: then its writer may still use this one.
 */
export function fileAfter(
  file: string,
  descriptor: number,
  before?: number,
): { file: string; inode: bigint } | undefined {
  const open = fs.fstatSync(descriptor, { bigint: true });
  const named = statOf(file);
  if (named === undefined || named.ino === open.ino) return undefined;
  const read = [open.ino, before === undefined ? undefined : fs.fstatSync(before, { bigint: true }).ino];
  const rotated = settledFiles(file);
  const openName = rotated.find(({ status }) => status.ino === open.ino)?.file;
  const later = rotated
    .filter((each) => inTurn(each, { file: openName, status: open }) > 0)
    .filter(({ status }) => !read.includes(status.ino) && status.ino !== named.ino)
    .sort(inTurn);
  if (later.length > 0) return { file: later[0].file, inode: later[0].status.ino };
  return named.size > 0 ? { file, inode: named.ino } : undefined;
}

/** Lists the files that rotation has made of a file, once two looks in a row have found the same files under their names. */
function settledFiles(file: string): { file: string; status: fs.BigIntStats }[] {
  for (let seen: string | undefined; ;) {
    const files = rotatedFiles(file);
    const found = files.map((each) => ({ file: each, status: statOf(each)! })).filter(({ status }) => status);
    const now = inodesOf(files);
    if (now === seen) return found;
    seen = now;
  }
}

function inodesOf(files: readonly string[]): string {
  return files.map((each) => `${each} ${statOf(each)?.ino}`).join('\n');
}

/** Compares when files were written last; those of one tick of the clock by their numbers, of which the latest is the lowest. */
function inTurn(a: { file?: string; status: fs.BigIntStats }, b: typeof a): number {
  const numberOf = (file = '.-1') => Number(/[._-](-?\d{1,5})(\.[^.]*)?$/.exec(file)?.[1] ?? 0);
  return Number(a.status.mtimeNs - b.status.mtimeNs) || numberOf(b.file) - numberOf(a.file);
}

/** Returns the inode of a file if a position lies in it. */
export function inodeHolding(file: string, from: FilePosition): number | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = fs.openSync(file, 'r');
    return isUnchanged(descriptor, from) ? fs.fstatSync(descriptor).ino : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/** Lists the regular files beside a file whose names are its own and a number or a date, before or after the extension. */
function rotatedFiles(file: string): string[] {
  const { dir, base, name, ext } = path.parse(file);
  let siblings: fs.Dirent[];
  try {
    siblings = fs.readdirSync(dir || '.', { withFileTypes: true });
  } catch {
    return [];
  }
  const isRotated = (other: string) =>
    (other.startsWith(base) && ROTATED.test(other.slice(base.length))) ||
    (other.startsWith(name) &&
      other.endsWith(ext) &&
      ROTATED.test(other.slice(name.length, other.length - ext.length)));
  return siblings.filter((each) => each.isFile() && isRotated(each.name)).map((each) => path.join(dir, each.name));
}

function statOf(file: string): fs.BigIntStats | undefined {
  try {
    return fs.statSync(file, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function digestAt(descriptor: number, offset: number): string {
  const length = Math.min(offset, TOLD_BY);
  return digestOf(bytesAt(descriptor, 0, length), bytesAt(descriptor, offset - length, length));
}

/** Hashes the first bytes of a file and the last ones before an offset. */
function digestOf(first: Buffer, last: Buffer): string {
  return createHash('sha256').update(first).update(last).digest('hex').slice(0, 32);
}

function bytesAt(descriptor: number, start: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, length, start));
}
