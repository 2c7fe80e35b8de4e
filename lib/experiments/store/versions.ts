/** What a result was made with. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../data/repository-root';

/** What computes: two of these with one set of sources may differ in their last digits. */
export interface BackendVersions {
  /** e.g. `tensorflow on CPU`. */
  readonly backend: string;
  readonly tfjs: string;
  /** Absent with WASM. */
  readonly tensorflow?: string;
}

let packageVersion: string | undefined;
let sources: string | undefined;

/** The version in package.json. */
export function telltaleVersion(): string {
  packageVersion ??= (
    JSON.parse(fs.readFileSync(path.join(REPOSITORY_ROOT, 'package.json'), 'utf8')) as { version: string }
  ).version;
  return packageVersion;
}

/** The folders of lib/ that a unit is computed with. */
const COMPUTING = /^(data|experiments|layers|metrics|models|runtime|scoring|training)[\\/]/;
/** Of those, what decides which units there are: a unit carries all of it that matters in its own name. */
const PLANNING = /^experiments[\\/](suites|exercises)[\\/]/;

/**
 * The first 12 digits of a hash of all sources in lib/ that can change a unit's figures. A version number alone would hide an
 * edit: a result of other sources is stale.
 */
export function codeDigest(): string {
  sources ??= digestFolder(path.join(REPOSITORY_ROOT, 'lib'));
  return sources;
}

function digestFolder(folder: string): string {
  const digest = createHash('sha256');
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && COMPUTING.test(name) && !PLANNING.test(name))
    .sort();
  for (const name of files)
    digest
      .update(name)
      .update('\0')
      .update(fs.readFileSync(path.join(folder, name)));
  return digest.digest('hex').slice(0, 12);
}
