/** Hashes of files that decide a detector's scores, as no hash of this library's sources holds them. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { DataError, messageOf } from '../../base/index';

/** Bytes read at once: weights may be larger than memory. */
const PIECE = 2 ** 20;

const known = new Map<string, string>();

/**
 * Hashes the content of files.
 *
 * @param names   Paths, relative to the folder.
 * @returns       `name:digits`, twelve hexadecimal digits each, with a blank between them; the folder is not part of it.
 * @throws {DataError} If a file cannot be read.
 */
export function contentOf(names: readonly string[], folder: string): string {
  return names.map((name) => `${path.basename(name)}:${hashOf(path.resolve(folder, name))}`).join(' ');
}

/** Hashes a file once for each state that it is seen in: a job asks for it again. */
function hashOf(file: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = fs.statSync(file, { bigint: true });
    const state = [file, dev, ino, size, mtimeNs, ctimeNs].join('\0');
    const found = known.get(state) ?? digestOf(file);
    known.set(state, found);
    return found;
  } catch (error) {
    throw new DataError(`${file}: expected the file of a detector, which cannot be read (${messageOf(error)})`);
  }
}

function digestOf(file: string): string {
  const digest = createHash('sha256');
  const piece = Buffer.alloc(PIECE);
  const handle = fs.openSync(file, 'r');
  try {
    for (let read = fs.readSync(handle, piece); read > 0; read = fs.readSync(handle, piece)) {
      digest.update(piece.subarray(0, read));
    }
  } finally {
    fs.closeSync(handle);
  }
  return digest.digest('hex').slice(0, 12);
}
