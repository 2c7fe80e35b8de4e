/** What a result was made with. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../base/index';

/** What computes: two of these with one set of sources may differ in their last digits. */
export interface BackendVersions {
  /** e.g. `tensorflow on CPU`. */
  readonly backend: string;
  readonly tfjs: string;
  /** Absent with WASM. */
  readonly tensorflow?: string;
}

let packageVersion: string | undefined;
const digests = new Map<string, string>();

/** The version in package.json. */
export function telltaleVersion(): string {
  packageVersion ??= (
    JSON.parse(fs.readFileSync(path.join(REPOSITORY_ROOT, 'package.json'), 'utf8')) as { version: string }
  ).version;
  return packageVersion;
}

/** The folders of lib/ that a unit is computed with. */
const COMPUTING = ['base', 'data', 'experiments', 'layers', 'metrics', 'models', 'runtime', 'scoring', 'training'];
/** Of those, what decides which units there are: a unit carries all of it that matters in its own name. */
const PLANNING = /^experiments[\\/](suites|exercises)[\\/]/;

/**
 * The first 12 digits of a hash of all that can change a unit's figures: sources in lib/, and the versions of all packages,
 * which hold random numbers, eigenvectors and images. A version number alone would hide an edit: a result of other
 * sources is stale.
 *
 * @param more  Further folders of lib/ that a result is computed with.
 */
export function codeDigest(more: readonly string[] = []): string {
  const folders = [...COMPUTING, ...more];
  const known = digests.get(folders.join());
  if (known) return known;
  const digest = digestFolders(folders);
  digests.set(folders.join(), digest);
  return digest;
}

function digestFolders(folders: readonly string[]): string {
  const lib = path.join(REPOSITORY_ROOT, 'lib');
  const digest = createHash('sha256');
  const files = fs
    .readdirSync(lib, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && folders.includes(name.split(path.sep)[0]) && !PLANNING.test(name))
    .sort()
    .map((name) => path.join('lib', name));
  for (const name of [...files, 'package-lock.json'])
    digest
      .update(name)
      .update('\0')
      .update(fs.readFileSync(path.join(REPOSITORY_ROOT, name)));
  return digest.digest('hex').slice(0, 12);
}
