/** The leaderboard's suite, and its ensemble on any pair of series, from the command line. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/data';
import { describeSource, loadSource, type ProfileName, type Source } from '../../lib/experiments';
import {
  baselineEntries,
  loadScaled,
  measureEntries,
  pooledContextEntry,
  requireMeasurable,
  scalePair,
} from '../../lib/leaderboard';
import {
  leaderboardEventTable,
  leaderboardNotes,
  leaderboardStepTable,
  leaderboardTables,
  leaderboardWindowTable,
  runWholeLeaderboard,
  toMarkdown,
  writeLeaderboard,
} from '../../lib/report';
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
  /** Measures anew what is kept. */
  readonly force?: boolean;
  /** Also writes the figures there. */
  readonly json?: string;
}

/** Runs the leaderboard on telemetry and prints its tables. */
export async function runLeaderboardSuite({
  store,
  force,
  json,
  simulated,
  ...options
}: LeaderboardCommand): Promise<void> {
  const place = store === false ? fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-')) : path.join(store, 'leaderboard');
  if (force) fs.rmSync(place, { recursive: true, force: true });
  const bar = progressBar('runs');
  const { signal, release } = stopPolitely(store === false ? 'Nothing is kept.' : 'What was measured is kept.');
  try {
    const run = { ...options, store: place, signal, onProgress: bar.update };
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

/**
 * Runs the ensemble with its shipped settings, and the baselines, on every channel of a source, and prints one set of
 * tables over all of them.
 */
export async function runEnsembleOn(source: Source, { seed, json }: { seed: number; json?: string }): Promise<void> {
  const telemetry = source.kind === 'smap-msl';
  const channels = source.channels.map((channel) => {
    if (telemetry) return loadScaled(source.root, channel);
    const { train, test, warnings } = loadSource(source, channel, seed);
    for (const warning of warnings) console.log(`Note: ${warning}`);
    const pair = scalePair({ channel, train, test, targets: 'all' });
    requireMeasurable(pair);
    return pair;
  });
  const shipped = pooledContextEntry('pooled-context ensemble, shipped settings');
  const results = await measureEntries([shipped, ...baselineEntries], channels, seed);
  const rows = results.map((row, i) => ({ ...row, oracle: i === 0 && telemetry }));
  const what = describeSource(source);
  const tables = [leaderboardWindowTable(rows), leaderboardStepTable(rows, what), leaderboardEventTable(rows, what)];
  for (const table of tables) console.log(`\n${toMarkdown(table)}`);
  const [transductive, , , ...others] = leaderboardNotes;
  for (const note of [transductive, ...others]) console.log(`Note: ${note}`);
  if (telemetry) {
    console.log("Note: The shipped settings were chosen on the report's channels, so that the ensemble's row is an oracle on telemetry; --suite leaderboard chooses for each channel without it."); // prettier-ignore
  }
  if (json) writeLeaderboard(json, { judged: source.channels, tables, results });
}
