/** Step 1: the npm packages, exactly as package-lock.json lists them. */
import { join } from 'node:path';
import { fingerprint, isCurrent, paths, read, root, stamp } from './paths.mjs';
import { run } from './step.mjs';

const key = () => fingerprint(read(join(root, 'package-lock.json')), process.arch, process.platform);

export const packagesAreCurrent = () => isCurrent(paths.packagesStamp, key());

export async function installPackages() {
  await run('npm ci', ['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    log: paths.log,
    advice: 'Check that the npm registry can be reached (npm ping) and run the command again.',
  });
  stamp(paths.packagesStamp, key());
}
