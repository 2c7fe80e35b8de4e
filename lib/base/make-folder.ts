/** Makes folders, with an error instead of an endless loop where none can be made. */
import fs from 'node:fs';
import path from 'node:path';
import { DataError, messageOf } from './errors';

/**
 * Makes a folder and its missing parents. Node's own `recursive` option never returns where a parent cannot be made, as
 * below /proc.
 *
 * @throws {DataError} If it cannot be made, for example because a file has its name.
 */
export function makeFolder(folder: string): void {
  for (const missing of missingFolders(folder)) {
    try {
      fs.mkdirSync(missing);
    } catch (error) {
      // Another process may have made it in the meantime.
      if (!isFolder(missing)) throw new DataError(`${folder}: this folder cannot be made (${messageOf(error)})`);
    }
  }
}

/** Lists the folders that {@link makeFolder} would make, the outermost first. */
export function missingFolders(folder: string): string[] {
  const missing: string[] = [];
  let above = path.resolve(folder);
  while (!isFolder(above) && above !== path.dirname(above)) {
    missing.unshift(above);
    above = path.dirname(above);
  }
  return missing;
}

function isFolder(name: string): boolean {
  try {
    return fs.statSync(name).isDirectory();
  } catch {
    return false;
  }
}
