/** The row of the ensemble: every channel scored with settings that its own labels had no part in. */
import type { ChosenSettings } from './choices';
import { ENSEMBLE } from './entries';
import { Failures } from './failures';
import { pooledContextEntry, type PooledContextConfig } from './pooled-context';
import { runLeaderboard, type ChannelMeasures, type EntryResult, type LeaderboardOptions } from './run-leaderboard';

/**
 * Runs the ensemble on channels, each with its own settings, which may be others for windows than for time steps.
 *
 * @param settings  By channel, see `chosenSettings`.
 * @throws          If a channel has no settings, or as `runLeaderboard` does.
 */
export async function runEnsemble(
  settings: ReadonlyMap<string, ChosenSettings>,
  options: Omit<LeaderboardOptions, 'seeds'>,
): Promise<EntryResult> {
  const channels: ChannelMeasures[] = [];
  const failures = new Failures(options.signal);
  let done = 0;
  for (const name of options.channels) {
    const own = settings.get(name);
    if (!own) throw new Error(`leaderboard: no settings were chosen for channel ${name}.`);
    const run = async (config: PooledContextConfig) => {
      const one = { ...options, channels: [name], seeds: [0], onProgress: undefined };
      const [result] = await runLeaderboard([pooledContextEntry(ENSEMBLE, config)], one);
      return result.seeds[0].channels[0];
    };
    const measured = await failures.attempt(`${ENSEMBLE} on ${name}`, async () => {
      const steps = await run(own.steps);
      return own.windows ? { ...steps, windows: (await run(own.windows)).windows } : steps;
    });
    if (measured) channels.push(measured);
    const progress = { done: ++done, total: options.channels.length, failed: failures.count };
    options.onProgress?.({ label: `${ENSEMBLE}, ${name}`, ...progress });
  }
  failures.finish();
  return { label: ENSEMBLE, kind: 'ensemble', use: 'offline', seeds: [{ seed: 0, channels }] };
}
