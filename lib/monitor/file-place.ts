/** Recognizes a file by its content and finds it again after log rotation has moved or copied it. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { FilePosition } from './batches';

/** Bytes at the start of a file and before a position that tell the file from others. */
const TOLD_BY = 1024;

/** A number or a date, as rotation adds it to a name: `.1`, `-20240501`, `.2024-05-01T10:00`. */
const ROTATED = /^[._-]\d[\d._:T-]*$/;

/** Makes the position at an offset of an open file, with what recognizes the file. */
export function placeAt(descriptor: number, offset: number): FilePosition {
  return { inode: fs.fstatSync(descriptor).ino, offset, digest: digestAt(descriptor, offset) };
}

/**
 * Finds the file in which a position lies: the named one, or the one that rotation has made of it beside it.
 *
 * @returns  Its path; undefined if there is none. A file with the same inode is preferred to one with the same content.
 */
export function findPlace(file: string, from: FilePosition): string | undefined {
  const candidates = [file, ...rotatedFiles(file)];
  const isMoved = (each: string) => holdsPlace(each, from) && fs.statSync(each).ino === from.inode;
  const isCopied = (each: string) => from.offset > 0 && from.digest !== undefined && holdsPlace(each, from);
  return candidates.find(isMoved) ?? candidates.find(isCopied);
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
 * @returns  Undefined if the open file has the name, or the only later one is empty: then its writer may still use this one.
 */
export function fileAfter(file: string, descriptor: number): string | undefined {
  const open = fs.fstatSync(descriptor, { bigint: true });
  const named = statOf(file);
  if (named === undefined || named.ino === open.ino) return undefined;
  const later = rotatedFiles(file)
    .map((each) => ({ each, status: statOf(each) }))
    .filter(({ status }) => status !== undefined && status.mtimeNs > open.mtimeNs)
    .filter(({ status }) => status!.ino !== open.ino && status!.ino !== named.ino)
    .sort((a, b) => Number(a.status!.mtimeNs - b.status!.mtimeNs));
  return later[0]?.each ?? (named.size > 0 ? file : undefined);
}

function holdsPlace(file: string, from: FilePosition): boolean {
  let descriptor: number | undefined;
  try {
    descriptor = fs.openSync(file, 'r');
    return isUnchanged(descriptor, from);
  } catch {
    return false;
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

/** Hashes the first bytes of a file and the last ones before an offset. */
function digestAt(descriptor: number, offset: number): string {
  const length = Math.min(offset, TOLD_BY);
  const hash = createHash('sha256');
  for (const start of [0, offset - length]) {
    const bytes = Buffer.alloc(length);
    const bytesRead = fs.readSync(descriptor, bytes, 0, length, start);
    hash.update(bytes.subarray(0, bytesRead));
  }
  return hash.digest('hex').slice(0, 32);
}
