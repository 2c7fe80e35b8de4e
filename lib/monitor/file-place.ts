/** Finds a file again by its content after log rotation has moved or copied it, and the file that came after it. */
import fs from 'node:fs';
import asyncFs from 'node:fs/promises';
import path from 'node:path';
import type { FilePosition } from './batches';
import { isUnchanged } from './read-place';

/** A number or a date, as rotation adds it to a name: `.1`, `-20240501`, `.2024-05-01T10:00`. */
const ROTATED = /^[._-]\d[\d._:T-]*$/;

interface FoundFile {
  readonly file: string;
  readonly status: fs.BigIntStats;
}

/**
 * Finds the file in which a position lies: the named one, or the one that rotation has made of it beside it.
 *
 * @returns  Its path and inode, as the path may be another file's when it is opened; undefined if there is none. A file with
 *   the same inode is preferred to one with the same content, and of those the named one, then the one written last.
 */
export function findPlace(file: string, from: FilePosition): { file: string; inode: number } | undefined {
  const isTold = from.offset > 0 && from.digest !== undefined;
  for (let seen: string | undefined; ;) {
    const files = [{ file }, ...foundFiles(rotatedFiles(file)).sort((a, b) => inTurn(b, a))];
    const now = inodesOf([file, ...rotatedFiles(file)]);
    const holding = files.flatMap((each) => {
      const inode = inodeHolding(each.file, from);
      return inode === undefined ? [] : [{ file: each.file, inode }];
    });
    const found = holding.find(({ inode }) => inode === from.inode) ?? (isTold ? holding[0] : undefined);
    // Where it was not found and files took other names meanwhile, it may be the one that was missed.
    if (found || now === seen) return found;
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
    const handle = await openIfThere(found.file);
    if (handle === undefined) continue;
    const value = await read(handle);
    const isIt = fs.fstatSync(handle.fd).ino === found.inode;
    if (isIt && isUnchanged(handle.fd, from)) return { handle, value };
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
function settledFiles(file: string): FoundFile[] {
  for (let seen: string | undefined; ;) {
    const files = rotatedFiles(file);
    const found = foundFiles(files);
    const now = inodesOf(files);
    if (now === seen) return found;
    seen = now;
  }
}

function foundFiles(files: readonly string[]): FoundFile[] {
  return files.map((file) => ({ file, status: statOf(file)! })).filter(({ status }) => status !== undefined);
}

function inodesOf(files: readonly string[]): string {
  return files.map((each) => `${each} ${statOf(each)?.ino}`).join('\n');
}

/** Compares when files were written last; those of one tick of the clock by their numbers, of which the latest is the lowest. */
function inTurn(a: Partial<FoundFile> & Pick<FoundFile, 'status'>, b: typeof a): number {
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
