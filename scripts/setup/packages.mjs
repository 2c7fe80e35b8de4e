/** Step 1: the npm packages, exactly as package-lock.json lists them. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
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

/** Whether npm can keep what it fetches; it stops where it cannot, as with a home that is read-only. */
function cacheIsWritable() {
  const named = (spawnSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).stdout ?? '').trim();
  // npm makes the folders that are missing.
  let folder = resolve(named || root);
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

/** Runs `body` with the environment for npm: where its cache cannot be written to, with one for this step alone. */
async function withCache(body) {
  if (cacheIsWritable()) return body(process.env);
  const cache = mkdtempSync(join(tmpdir(), 'telltale-npm-'));
  try {
    return await body({ ...process.env, npm_config_cache: cache });
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

export async function installPackages() {
  const { stdout } = spawnSync('npm', ['--version'], { encoding: 'utf8' });
  const reason = whyIncapable((stdout ?? '').trim());
  if (reason) say(`  ${reason}: ${CAPABLE} is fetched for this step.`);
  const capable = reason ? ['exec', '--yes', `--package=${CAPABLE}`, '--', 'npm'] : [];
  const command = ['npm', ...capable, 'ci', '--no-audit', '--no-fund', '--loglevel=error', ...FLAGS];
  const advice = reason
    ? `${reason}. Install another one (npm install -g ${CAPABLE}) and run the command again.`
    : 'Check that the npm registry can be reached (npm ping) and run the command again.';
  await withCache((env) => run('npm ci', command, { cwd: root, log: paths.log, env, advice }));
  stamp(paths.packagesStamp, key());
}
