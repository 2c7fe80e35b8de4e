/** Builds dist/ before `npm pack`; write-types.mjs adds the types. */
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base';
import { bundle } from './build-package';

const folder = path.join(REPOSITORY_ROOT, 'dist');

fs.rmSync(folder, { recursive: true, force: true });
void bundle(folder);
