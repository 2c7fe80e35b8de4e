/** What a result was made with. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../base/index';

/** What computes, and its versions by name: two of these with one set of sources may differ in their last digits. */
export interface BackendVersions {
  /** e.g. `tensorflow on CPU`. */
  readonly backend: string;
  readonly [name: string]: string | undefined;
}

let packageVersion: string | undefined;
const digests = new Map<string, string>();

/** Reads the version in package.json. */
export function telltaleVersion(): string {
  packageVersion ??= (
    JSON.parse(fs.readFileSync(path.join(REPOSITORY_ROOT, 'package.json'), 'utf8')) as { version: string }
  ).version;
  return packageVersion;
}

/**
 * Hashes all that can change a job's figures, to 12 digits: sources in lib/, and the versions of all packages, which
 * hold random numbers, eigenvectors and images. A version number alone would hide an edit: a result of other sources is
 * stale.
 *
 * @param folders  The folders of lib/ that results are computed with.
 */
export function codeDigest(folders: readonly string[]): string {
  const known = digests.get(folders.join()) ?? digestFolders(folders);
  digests.set(folders.join(), known);
  return known;
}

function digestFolders(folders: readonly string[]): string {
  const lib = path.join(REPOSITORY_ROOT, 'lib');
  const digest = createHash('sha256');
  const files = fs
    .readdirSync(lib, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|cc|h)$/.test(name) && folders.includes(name.split(path.sep)[0]))
    .sort()
    .map((name) => path.join('lib', name));
  for (const name of [...files, 'package-lock.json']) {
    const content = fs.readFileSync(path.join(REPOSITORY_ROOT, name));
    digest.update(name).update('\0').update(content);
  }
  return digest.digest('hex').slice(0, 12);
}
