/** `--suite leaderboard`: what its options mean. */
import { findSmapMsl } from '../../lib/data';
import { runLeaderboard } from '../../lib/leaderboard';
import { LEADERBOARD, showLeaderboard } from '../../lib/suites';
import { fromInvocation } from './command';
import { channelsOf, decidedBySuite, ownFiles, refuse, SIMULATED, type GivenOptions } from './experiment-options';
import { describeWorkers, outputsOf, placeOf, present, requireAll } from './experiment-place';
import { progressBar } from './progress';

/** Runs and prints the leaderboard. */
export async function leaderboardCommand(options: GivenOptions): Promise<void> {
  refuse(`--suite ${LEADERBOARD}`, options, [...decidedBySuite, ...ownFiles]);
  const outputs = outputsOf(options);
  const { root, simulated } = findSmapMsl({ data: fromInvocation(options.data) });
  console.log(await describeWorkers(options));
  console.log(`Telemetry: ${root}${simulated ? SIMULATED : ''}`);
  const wanted = channelsOf(options.channels);
  const bar = progressBar('jobs');
  const result = await runLeaderboard({
    ...placeOf(options, bar),
    root,
    channels: wanted === 'all' ? undefined : wanted,
    seeds: options.seeds ?? (options.given('seed') ? [options.seed] : undefined),
    onProgress: bar.update,
  }).finally(bar.stop);
  const { profile, backend, results, warnings, failures, interrupted, provenance, judged } = result;
  const state = { profile, backend, results, warnings, failures, interrupted, provenance };
  present({ ...state, ...showLeaderboard(result), more: { suite: LEADERBOARD, simulated, judged } }, outputs);
  requireAll(result);
}
