/** Where a file that a notebook names is looked for: beside the notebook, then in the clone. */
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from './repository-root';

/**
 * Lists the places where a file or folder of this name is looked for, first the folder in which the process runs, which
 * is a notebook's own; if this folder lies in the clone, the clone's root comes second.
 *
 * @param root  Default: the root of the repository.
 * @returns     One or two absolute paths.
 */
export function placesOf(file: string, root: string = REPOSITORY_ROOT): string[] {
  const beside = path.resolve(file);
  if (path.isAbsolute(file) || !fs.realpathSync(process.cwd()).startsWith(root + path.sep)) return [beside];
  return [beside, path.join(root, file)];
}

/**
 * Finds a file or folder that is to be read.
 *
 * @returns  The path as it was given if it is there, or if it is nowhere; otherwise the one in the clone.
 */
export function findFile(file: string, root: string = REPOSITORY_ROOT): string {
  const [beside, elsewhere] = placesOf(file, root);
  return elsewhere !== undefined && !fs.existsSync(beside) && fs.existsSync(elsewhere) ? elsewhere : file;
}
