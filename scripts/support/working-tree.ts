/** A copy of the working tree for what is tried elsewhere: as a commit of now would hold it. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/base';

/** What set-up makes; a link to it is not ignored by git, as a folder is. */
export const SET_UP = ['node_modules', '.venv'];

/**
 * Copies every file that git does not ignore, whether it is committed or not.
 *
 * @throws If this is not a clone, or git is not there.
 */
export function copyWorkingTree(folder: string): void {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', list, { cwd: REPOSITORY_ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 });
  for (const file of new Set(files.split('\0').filter(Boolean))) {
    const from = path.join(REPOSITORY_ROOT, file);
    if (!fs.existsSync(from) || SET_UP.includes(file)) continue;
    fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    // notebooks/lib is a link.
    if (fs.lstatSync(from).isSymbolicLink()) fs.symlinkSync(fs.readlinkSync(from), path.join(folder, file));
    else fs.copyFileSync(from, path.join(folder, file));
  }
}
