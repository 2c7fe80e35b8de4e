/** The row of the ensemble: every channel scored with settings that its own labels had no part in. */
import { ENSEMBLE } from './entries';
import { pooledContextEntry, type PooledContextConfig } from './pooled-context';
import { runLeaderboard, type EntryResult, type LeaderboardOptions } from './run-leaderboard';

/**
 * Runs the ensemble on channels, each with its own settings.
 *
 * @param configs  By channel, see `chosenConfigs`.
 * @throws         If a channel has no settings, or `runLeaderboard` throws.
 */
export async function runEnsemble(
  configs: ReadonlyMap<string, PooledContextConfig>,
  options: Omit<LeaderboardOptions, 'seeds'>,
): Promise<EntryResult> {
  const channels: EntryResult['seeds'][number]['channels'][number][] = [];
  for (const name of options.channels) {
    const config = configs.get(name);
    if (!config) throw new Error(`leaderboard: no settings were chosen for channel ${name}.`);
    const entry = pooledContextEntry(ENSEMBLE, config);
    const [result] = await runLeaderboard([entry], { ...options, channels: [name], seeds: [0], onProgress: undefined });
    channels.push(result!.seeds[0]!.channels[0]!);
    options.onProgress?.({ label: `${ENSEMBLE}, ${name}`, done: channels.length, total: options.channels.length });
  }
  return { label: ENSEMBLE, kind: 'ensemble', use: 'offline', seeds: [{ seed: 0, channels }] };
}
