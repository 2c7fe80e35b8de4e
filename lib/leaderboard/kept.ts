/** What was measured is kept, one file each, so that a run goes on where it was stopped. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from '../data/index';

/**
 * What is kept under the key, or what is made now and kept.
 *
 * @param store  Folder; made if need be.
 * @param key    All that decides the result, as plain data.
 */
export async function kept<T>(store: string, key: object, make: () => Promise<T>): Promise<T> {
  const text = JSON.stringify(key);
  const file = path.join(store, `${createHash('sha256').update(text).digest('hex').slice(0, 32)}.json`);
  const found = readKept<T>(file, text);
  if (found !== undefined) return found;
  const result = await make();
  fs.mkdirSync(store, { recursive: true });
  writeFileAtomic(file, JSON.stringify({ key: text, result }));
  return result;
}

/** Removes what is kept in a folder, which may hold other files too: these stay. */
export function removeKept(store: string): void {
  if (!fs.existsSync(store)) return;
  const own = fs.readdirSync(store).filter((name) => /^[0-9a-f]{32}\.json$/.test(name));
  for (const name of own) fs.rmSync(path.join(store, name));
}

/** A file that is cut short, or was made for another key, is made again. */
function readKept<T>(file: string, key: string): T | undefined {
  if (!fs.existsSync(file)) return undefined;
  try {
    const content = JSON.parse(fs.readFileSync(file, 'utf8')) as { key?: string; result?: T };
    return content.key === key ? content.result : undefined;
  } catch {
    return undefined;
  }
}
