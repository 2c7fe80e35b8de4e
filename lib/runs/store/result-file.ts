/** Reads the files of stored results, sets useless ones aside, and says why one cannot be written. */
import fs from 'node:fs';
import path from 'node:path';
import { counted, messageOf } from '../../base/index';
import { isDeep } from '../../data/parse-json';
import { StoreError } from './store-error';

/** @throws {StoreError} If the file may not be read: unlike a damaged one, it could be a good one. */
export function readResultText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
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
 * @returns            What to tell people; what is done about it is added by the caller.
 * @throws {StoreError} If it cannot be renamed.
 */
export function setAside(file: string, reason: string): string {
  try {
    fs.renameSync(file, `${file}.corrupt`);
  } catch (error) {
    // Another process may have set it aside in between.
    if (fs.existsSync(file)) throw new StoreError(`${file}: ${reason}, and cannot be set aside (${messageOf(error)}).`);
  }
  const name = path.basename(file);
  return `${name}: ${reason}; set aside as ${name}.corrupt`;
}

/** Says why a result could not be written, for people. */
export function writeFault(error: unknown): string {
  return (error as NodeJS.ErrnoException).code === 'ENOSPC' ? 'no space is left on its disk' : messageOf(error);
}
