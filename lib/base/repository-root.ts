/** Where the repository lies. */
import fs from 'node:fs';
import path from 'node:path';

/** The repository's root. Notebooks reach lib through a symbolic link, hence the real path. */
export const REPOSITORY_ROOT = path.resolve(fs.realpathSync(__dirname), '..', '..');
