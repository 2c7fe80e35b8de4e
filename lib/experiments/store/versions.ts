/** What a result was made with. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../data/repository-root';

let packageVersion: string | undefined;
let sources: string | undefined;

/** The version in package.json. A result made by another one is stale. */
export function telltaleVersion(): string {
  packageVersion ??= (
    JSON.parse(fs.readFileSync(path.join(REPOSITORY_ROOT, 'package.json'), 'utf8')) as { version: string }
  ).version;
  return packageVersion;
}

/**
 * The first 12 digits of a hash of all sources in lib/ that can change a figure. A version number alone would hide an edit;
 * a result of edited sources is still used, since most edits change no figure, but it can be told.
 */
export function codeDigest(): string {
  sources ??= digestFolder(path.join(REPOSITORY_ROOT, 'lib'));
  return sources;
}

function digestFolder(folder: string): string {
  const digest = createHash('sha256');
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/^(plots|report|pipeline)[\\/]/.test(name))
    .sort();
  for (const name of files)
    digest
      .update(name)
      .update('\0')
      .update(fs.readFileSync(path.join(folder, name)));
  return digest.digest('hex').slice(0, 12);
}
