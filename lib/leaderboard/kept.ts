/** What was measured is kept, one file each, so that a run goes on where it was stopped. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { messageOf, makeFolder, writeFileDurably } from '../base/index';
import { executor } from '../runs/executor';
import { readResultText, setAside, writeFault } from '../runs/store/result-file';
import { StoreError } from '../runs/store/store-error';
import { decodeKept, encodeKept, isStillCurrent, recordOf, type KeptRecord } from './kept-record';

/** Where results are kept, and which of those that are kept are used. */
export interface Keeping {
  /** Folder in which results are kept, one file each; made if need be. */
  readonly store: string;
  /**
   * Milliseconds since 1970: what was finished before is made anew, and replaced once that is done. What is asked for twice
   * after that moment, in whichever process, is made once. Default: whatever its age, a result is used.
   */
  readonly since?: number;
  /** Hears of files that are of no use, one sentence each; of results that are stale, the same sentence each time. */
  readonly onNote?: (note: string) => void;
}

/**
 * What is kept under the key, or what is made now and kept. A result that other sources or another backend made is made
 * again; it stays until there is a new one. A damaged file is set aside.
 *
 * @param key          All that decides the result, but for the sources and the backend, as plain data.
 * @throws {StoreError} If a file cannot be read, set aside or written; what was kept before is untouched.
 * @throws             If the result is not made, or holds a number that is not finite.
 */
export async function kept<T>({ store, since, onNote }: Keeping, key: object, make: () => Promise<T>): Promise<T> {
  const text = JSON.stringify(key);
  const file = path.join(store, `${createHash('sha256').update(text).digest('hex').slice(0, 32)}.json`);
  const here = await executor.prepare();
  const found = readKept(file, text, onNote);
  if (found && (since === undefined || Date.parse(found.run.finishedAt) >= since)) {
    // The key says what the result is of, the checksum that it is whole.
    if (isStillCurrent(found, here)) return found.result as T;
    onNote?.(`${store}: results that other sources or another backend made are made again`);
  }
  const started = performance.now();
  const result = await make();
  writeKept(file, encodeKept(recordOf(text, result, (performance.now() - started) / 1000, here)));
  return result;
}

function readKept(file: string, key: string, onNote: Keeping['onNote']): KeptRecord | undefined {
  if (!fs.existsSync(file)) return undefined;
  const text = readResultText(file);
  try {
    const record = decodeKept(text);
    if (record.key !== key) throw new Error('it holds the result of another key');
    return record;
  } catch (error) {
    onNote?.(`${setAside(file, messageOf(error))}, it is to be measured again`);
    return undefined;
  }
}

function writeKept(file: string, content: string): void {
  try {
    makeFolder(path.dirname(file));
    writeFileDurably(file, content);
  } catch (error) {
    throw new StoreError(
      `${path.dirname(file)}: a result of the leaderboard cannot be written (${writeFault(error)}); what was kept before is untouched.`,
    );
  }
}
