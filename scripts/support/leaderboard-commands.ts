/** `--suite leaderboard` and `--model pooled-context`: what their options mean. */
import { findSmapMsl } from '../../lib/data';
import { describeSource, LEADERBOARD } from '../../lib/experiments';
import { describeBackend, loadBackend } from '../../lib/runtime';
import { fromInvocation, requireWritable } from './command';
import { channelsOf, chooseSource, refuse, SIMULATED, type Options } from './experiment-options';
import { DEFAULT_LEADERBOARD_STORE, runEnsembleOn, runLeaderboardSuite } from './run-leaderboard';

/** The leaderboard's ensemble: no detector of windows, so that it is run by itself. */
export const POOLED_CONTEXT = 'pooled-context';

/** What says how units of work are run, which neither of the two consists of. */
const ofUnits = ['windowSize', 'stride', 'percentile', 'sweep', 'units', 'queue', 'maxMemory', 'tensorboard', 'figure', 'config', 'reuseEarlier'] as const; // prettier-ignore

/** The ensemble of the leaderboard on channels or on files of one's own. */
export async function ensembleCommand(options: Options): Promise<void> {
  refuse(`--model ${POOLED_CONTEXT}`, options, [...ofUnits, 'seeds']);
  const json = fromInvocation(options.json);
  if (json) requireWritable('--json', json);
  const { source, simulated } = chooseSource(options);
  console.log(describeBackend(await loadBackend()));
  console.log(`Data: ${describeSource(source)}${simulated ? SIMULATED : ''}`);
  await runEnsembleOn(source, { seed: options.seed, json });
}

/** The leaderboard on telemetry; `storeGiven` tells a folder that was named from the default. */
export async function leaderboardCommand(options: Options, storeGiven: boolean): Promise<void> {
  const own = ['train', 'test', 'labels', 'labelColumn', 'timestampColumn'] as const;
  refuse(`--suite ${LEADERBOARD}`, options, [...ofUnits, ...own, 'model']);
  const json = fromInvocation(options.json);
  if (json) requireWritable('--json', json);
  const { root, simulated } = findSmapMsl({ data: fromInvocation(options.data) });
  console.log(describeBackend(await loadBackend()));
  console.log(`Telemetry: ${root}${simulated ? SIMULATED : ''}`);
  const wanted = channelsOf(options.channels);
  const { profile, workers, seeds, force, store } = options;
  await runLeaderboardSuite({
    ...{ root, simulated, profile, workers, seeds, force, json },
    channels: wanted === 'all' ? undefined : wanted,
    store: store && (storeGiven ? fromInvocation(store) : DEFAULT_LEADERBOARD_STORE),
  });
}
