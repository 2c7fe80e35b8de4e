/** The leaderboard's suite from the command line. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/base';
import type { ProfileName } from '../../lib/experiments';
import { leaderboardNotes, leaderboardTables, runWholeLeaderboard, writeLeaderboard } from '../../lib/leaderboard';
import { toMarkdown } from '../../lib/tables';
import { stopPolitely } from './interrupt';
import { progressBar } from './progress';

export interface LeaderboardCommand {
  readonly root: string;
  readonly simulated: boolean;
  readonly profile: ProfileName;
  readonly workers: number;
  readonly channels?: readonly string[];
  readonly seeds?: readonly number[];
  /** Folder in which a folder of the leaderboard's own is made; false keeps nothing. */
  readonly store: string | false;
  /** Measures anew what is kept, which stays until there is a new result. */
  readonly force?: boolean;
  /** Also writes the figures there. */
  readonly json?: string;
}

/**
 * Runs the leaderboard on telemetry and prints its tables.
 *
 * @throws If runs fail, once all others are done; the message names each, and no table is printed.
 */
export async function runLeaderboardSuite({ store, json, simulated, ...options }: LeaderboardCommand): Promise<void> {
  const place = store === false ? fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-')) : path.join(store, 'leaderboard');
  const bar = progressBar('runs');
  const { signal, release } = stopPolitely(store === false ? 'Nothing is kept.' : 'What was measured is kept.');
  try {
    const run = { ...options, store: place, signal, onProgress: bar.update, onNote: bar.note };
    const result = await runWholeLeaderboard(run).finally(bar.stop);
    const tables = leaderboardTables(result);
    for (const table of tables) console.log(`\n${toMarkdown(table)}`);
    for (const note of leaderboardNotes) console.log(`Note: ${note}`);
    const { results, judged } = result;
    if (json) writeLeaderboard(json, { profile: options.profile, simulated, judged, tables, results });
  } finally {
    release();
    if (store === false) fs.rmSync(place, { recursive: true, force: true });
  }
}

/** The folder in which the suite's is kept, unless one is named. */
export const DEFAULT_LEADERBOARD_STORE = path.join(REPOSITORY_ROOT, 'results');
