/**
 * npm run lock [-- --upgrade]: writes requirements/*.txt, the versions and hashes of all Python packages, from
 * requirements.txt. It needs `uv`. Without --upgrade, versions that still fit stay as they are.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/paths.mjs';
import { lockFile, requirementsFor } from './setup/python.mjs';

/** One lock for all systems and for Python 3.10 and newer, of wheels alone; it names no index. */
const FLAGS = [
  ...['--universal', '--python-version', '3.10', '--generate-hashes', '--only-binary', ':all:'],
  ...['--no-header', '--no-annotate', '--quiet'],
];

/** Writes the lock of one wheel; returns whether that worked. */
function lock(wheel, options) {
  const { status, error } = spawnSync('uv', ['pip', 'compile', '-', '-o', lockFile(wheel), ...FLAGS, ...options], {
    cwd: root,
    input: `${requirementsFor(wheel).join('\n')}\n`,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  if (error) console.error(`uv could not be started (${error.code}): install it, for example with pip install uv.`);
  else if (status === 0) console.log(lockFile(wheel));
  return status === 0;
}

mkdirSync(join(root, 'requirements'), { recursive: true });
const done = ['cpu', 'gpu', 'gpu-own-cuda', 'none'].every((wheel) => lock(wheel, process.argv.slice(2)));
process.exitCode = done ? 0 : 1;
