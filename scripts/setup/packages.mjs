/** Step 1: the npm packages, exactly as package-lock.json lists them. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fingerprint, isCurrent, paths, read, root, stamp } from './paths.mjs';
import { run, say } from './step.mjs';

const key = () => fingerprint(read(join(root, 'package-lock.json')), process.arch, process.platform);

export const packagesAreCurrent = () => isCurrent(paths.packagesStamp, key());

/** All packages are those of a clone, so npm lists them as development's; and no package may run a script of its own. */
const FLAGS = ['--include=dev', '--ignore-scripts'];

/** Reads the lock file wherever the clone lies; needs Node 20.17 or newer. */
const CAPABLE = 'npm@11.19.1';

/**
 * Finds why an npm cannot install from package-lock.json; undefined if it can.
 * Sources: npm/cli issue 5843 (overrides that are no range of versions, broken from 9.0 and mended in 9.3); before 11,
 * npm reads the path of an override as an address, in which #, % and ? have a meaning.
 */
function whyIncapable(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major === 9 && minor < 3) return `npm ${version} cannot read the overrides of package.json`;
  if (major < 11 && /[#%?]/.test(root)) return `npm ${version} cannot install into a path with '#', '%' or '?'`;
  return undefined;
}

export async function installPackages() {
  const { stdout } = spawnSync('npm', ['--version'], { encoding: 'utf8' });
  const reason = whyIncapable((stdout ?? '').trim());
  if (reason) say(`  ${reason}: ${CAPABLE} is fetched for this step.`);
  const capable = reason ? ['exec', '--yes', `--package=${CAPABLE}`, '--', 'npm'] : [];
  await run('npm ci', ['npm', ...capable, 'ci', '--no-audit', '--no-fund', '--loglevel=error', ...FLAGS], {
    cwd: root,
    log: paths.log,
    advice: reason
      ? `${reason}. Install another one (npm install -g ${CAPABLE}) and run the command again.`
      : 'Check that the npm registry can be reached (npm ping) and run the command again.',
  });
  stamp(paths.packagesStamp, key());
}
