/** `--suite leaderboard` and `--model pooled-context`: what their options mean. */
import { findSmapMsl } from '../../lib/data';
import { describeSource, LEADERBOARD, POOLED_CONTEXT } from '../../lib/experiments';
import { describeBackend, loadBackend } from '../../lib/runtime';
import { fromInvocation, requireWritable } from './command';
import { channelsOf, chooseSource, refuse, SIMULATED, type Options } from './experiment-options';
import { runEnsembleOn } from './run-ensemble-on';
import { DEFAULT_LEADERBOARD_STORE, runLeaderboardSuite } from './run-leaderboard';
import { requireFigureFile } from './run-sweep';

/** What says how units of work are run, which neither of the two consists of. */
const ofUnits = ['windowSize', 'stride', 'percentile', 'sweep', 'units', 'queue', 'maxMemory', 'tensorboard', 'config', 'reuseEarlier'] as const; // prettier-ignore

/** Which of the options were given, and not left at their defaults. */
type Given = (option: keyof Options) => boolean;

/** What has a default, and no meaning for an ensemble that is run at once, in this process. */
function withoutUse({ store }: Options, given: Given): (keyof Options)[] {
  const unused = ['workers', ...(store ? ['store' as const] : [])] as const;
  return unused.filter(given);
}

/** The ensemble of the leaderboard on channels or on files of one's own. */
export async function ensembleCommand(options: Options, given: Given): Promise<void> {
  const what = `--model ${POOLED_CONTEXT}`;
  refuse(what, options, [...ofUnits, 'seeds', 'force', ...withoutUse(options, given)]);
  const named = options.train !== undefined || channelsOf(options.channels) !== 'all';
  if (named && given('profile')) refuse(what, options, ['profile'], 'it limits the channels where none are named');
  const [json, figure] = [fromInvocation(options.json), fromInvocation(options.figure)];
  if (json) requireWritable('--json', json);
  if (figure) requireFigureFile(figure);
  const { source, simulated } = chooseSource(options);
  if (figure && source.channels.length > 1) {
    const found = `${source.channels.length} channels`;
    throw new Error(`--figure draws the scores of one series; found ${found}: name one with --channels.`);
  }
  console.log(describeBackend(await loadBackend()));
  console.log(`Data: ${describeSource(source)}${simulated ? SIMULATED : ''}`);
  await runEnsembleOn(source, { seed: options.seed, json, figure });
}

/** The leaderboard on telemetry; `storeGiven` tells a folder that was named from the default. */
export async function leaderboardCommand(options: Options, storeGiven: boolean): Promise<void> {
  const own = ['train', 'test', 'labels', 'labelColumn', 'timestampColumn'] as const;
  refuse(`--suite ${LEADERBOARD}`, options, [...ofUnits, ...own, 'model', 'figure']);
  const json = fromInvocation(options.json);
  if (json) requireWritable('--json', json);
  const { root, simulated } = findSmapMsl({ data: fromInvocation(options.data) });
  console.log(describeBackend(await loadBackend()));
  console.log(`Telemetry: ${root}${simulated ? SIMULATED : ''}`);
  const wanted = channelsOf(options.channels);
  const { profile, workers, seeds, force, store } = options;
  await runLeaderboardSuite({
    root,
    simulated,
    profile,
    workers,
    seeds,
    force,
    json,
    channels: wanted === 'all' ? undefined : wanted,
    store: store && (storeGiven ? fromInvocation(store) : DEFAULT_LEADERBOARD_STORE),
  });
}
