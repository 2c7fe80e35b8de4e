/** The leaderboard's figures over all channels, as docs/results holds them. */
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../base/index';
import type { Table } from '../tables/index';

/** Tables of a run, as `--tables FILE` writes them. */
export interface CommittedLeaderboard {
  readonly profile: string;
  readonly backend: string;
  /** Report 3's channels, on which protocol (a) is averaged. */
  readonly judged: readonly string[];
  readonly tables: readonly Table[];
}

const FILE = path.join(REPOSITORY_ROOT, 'docs', 'results', 'leaderboard-quick.json');

/**
 * Reads the leaderboard that is committed: all labelled channels, three seeds, profile `quick`.
 *
 * @throws If the file is missing or holds no leaderboard.
 */
export function committedLeaderboard(file: string = FILE): CommittedLeaderboard {
  const found = JSON.parse(fs.readFileSync(file, 'utf8')) as CommittedLeaderboard & { readonly suite?: string };
  if (found.suite !== 'leaderboard' || !Array.isArray(found.tables)) {
    throw new Error(`${file}: expected the tables of a leaderboard; found ${found.suite ?? 'no suite'}.`);
  }
  return found;
}
