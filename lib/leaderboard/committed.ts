/** The leaderboard's figures over all channels, as docs/results holds them. */
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../base/index';
import { isOverSeeds, type Table } from '../tables/table';

/** Tables of a run, as `--tables FILE` writes them. */
export interface CommittedLeaderboard {
  readonly profile: string;
  readonly backend: string;
  /** Report 3's channels, on which protocol (a) is averaged. */
  readonly judged: readonly string[];
  readonly tables: readonly Table[];
  /** Seeds that the rows were run with which depend on them. */
  readonly seeds: number;
}

const FILE = path.join(REPOSITORY_ROOT, 'docs', 'results', 'leaderboard-quick.json');

/**
 * Reads the leaderboard that is committed: all labelled channels, profile `quick`.
 *
 * @throws If the file is missing or holds no leaderboard.
 */
export function committedLeaderboard(file: string = FILE): CommittedLeaderboard {
  const found = JSON.parse(fs.readFileSync(file, 'utf8')) as Omit<CommittedLeaderboard, 'seeds'> & { suite?: string };
  if (found.suite !== 'leaderboard' || !Array.isArray(found.tables)) {
    throw new Error(`${file}: expected the tables of a leaderboard; found ${found.suite ?? 'no suite'}.`);
  }
  const cells = found.tables.flatMap(({ rows }) => rows.flat());
  const seeds = Math.max(...cells.map((cell) => (isOverSeeds(cell) ? cell.length : 0)));
  return { ...found, seeds };
}
