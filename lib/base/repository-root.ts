/** The place of the repository. */
import fs from 'node:fs';
import path from 'node:path';

/** The repository's root. Notebooks reach lib through a symbolic link, so the real path is used. */
export const REPOSITORY_ROOT = path.resolve(fs.realpathSync(__dirname), '..', '..');
