/** Builds dist/ before `npm pack`. */
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base';
import { bundle, writeTypes } from './build-package';

const folder = path.join(REPOSITORY_ROOT, 'dist');

async function prepack(): Promise<void> {
  fs.rmSync(folder, { recursive: true, force: true });
  await bundle(folder);
  await writeTypes(folder);
}

void prepack();
