/** The place of the repository, and how its TypeScript is run. */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The repository's root. Notebooks reach lib through a symbolic link, so the real path is used. */
export const REPOSITORY_ROOT = path.resolve(fs.realpathSync(__dirname), '..', '..');

/** What Node is given before a TypeScript file of the repository, from any folder; see scripts/typescript.mjs. */
export const RUN_TYPESCRIPT: readonly string[] = [
  '--import',
  pathToFileURL(path.join(REPOSITORY_ROOT, 'scripts', 'typescript.mjs')).href,
];
