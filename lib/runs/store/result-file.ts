/** Reads the files of stored results, sets useless ones aside, and says why one cannot be written. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { counted, messageOf } from '../../base/index';
import { isDeep } from '../../data/parse-json';
import { StoreError } from './store-error';

/**
 * Reads the file of a result; undefined if there is none.
 *
 * @throws {StoreError} If the file may not be read: unlike a damaged one, it could be a good one.
 */
export function readResultText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StoreError(`${file}: this result cannot be read (${messageOf(error)}).`);
  }
}

/** @throws If the text is not JSON, or is nested beyond any result; the message says so in half a sentence. */
export function parseResultJson(text: string): unknown {
  if (isDeep(text)) throw new Error('more levels of brackets than a result has');
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`not readable as JSON (${counted(text.length, 'character')}: truncated?)`);
  }
}

/**
 * Keeps a useless file for whoever wants to know, out of the way of the one that will be made.
 *
 * @param text         What was read from it.
 * @returns            What to tell people; what is done about it is added by the caller. Undefined if another process has
 *   written the result again since it was read: then nothing is set aside.
 * @throws {StoreError} If it cannot be renamed.
 */
export function setAside(file: string, text: string, reason: string): string | undefined {
  // Under a name of its own at first, so that what was set aside earlier stays if this is another file.
  const aside = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    fs.renameSync(file, aside);
    const isIt = readResultText(aside) === text;
    fs.renameSync(aside, isIt ? `${file}.corrupt` : file);
    if (!isIt) return undefined;
  } catch (error) {
    const isThere = fs.existsSync(file);
    // Another process has set it aside in between, and may have written the next one.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && isThere) return undefined;
    if (isThere) throw new StoreError(`${file}: ${reason}, and cannot be set aside (${messageOf(error)}).`);
  }
  const name = path.basename(file);
  return `${name}: ${reason}; set aside as ${name}.corrupt`;
}

/** Says why a result could not be written, for people. */
export function writeFault(error: unknown): string {
  return (error as NodeJS.ErrnoException).code === 'ENOSPC' ? 'no space is left on its disk' : messageOf(error);
}
