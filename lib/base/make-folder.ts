import fs from 'node:fs';
import path from 'node:path';
import { DataError, messageOf } from './data-error';

/**
 * Makes a folder and those above it that are missing. Node's own `recursive` option never returns where a parent can be
 * neither found nor made, as below /proc.
 *
 * @throws {DataError} If it cannot be made, or something that is no folder stands in its place.
 */
export function makeFolder(folder: string): void {
  for (const missing of missingFolders(folder)) {
    try {
      fs.mkdirSync(missing);
    } catch (error) {
      // Another process may have made it in between.
      if (!isFolder(missing)) throw new DataError(`${folder}: this folder cannot be made (${messageOf(error)})`);
    }
  }
}

/** The folders that {@link makeFolder} would make, the outermost first. */
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
