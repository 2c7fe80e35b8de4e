/** `--experiment FILE`: runs an experiment that is data, and keeps its results under its hash. */
import path from 'node:path';
import { messageOf, writeFileAtomic } from '../../lib/base';
import {
  describeSource,
  experimentHash,
  parseExperiment,
  planExperiment,
  requireSettings,
  runSeeds,
  runSuite,
  type ExperimentPlan,
  type ExperimentResult,
  type ModelPlan,
  type Progress,
  type ReportPlan,
} from '../../lib/experiments';
import { codeDigest, telltaleVersion } from '../../lib/runs/store/versions';
import { channelTable, macroTable, seedsTable, toMarkdown } from '../../lib/tables';
import { fromInvocation, readJson, requireWritable } from './command';
import { refuse, SIMULATED, type Options } from './experiment-options';
import { describeWorkers, placeOf, requireAll } from './experiment-place';
import { progressBar, type ProgressBar } from './progress';
import { printSuite } from './suite-command';

/** What the file decides, or has no use for. */
const decidedByFile = [
  ...([
    'model',
    'suite',
    'data',
    'channels',
    'profile',
    'seed',
    'seeds',
    'config',
    'sweep',
    'figure',
    'units',
  ] as const),
  ...(['train', 'test', 'labels', 'labelColumn', 'timestampColumn', 'windowSize', 'stride', 'percentile'] as const),
];

/** Who runs the units, and where their results are. */
type Run = ReturnType<typeof placeOf> & Pick<Options, 'workers'> & { readonly bar: ProgressBar };

interface Finished {
  /** Of each seed, or of each table. */
  readonly results: object;
  readonly failures: readonly string[];
  readonly interrupted: boolean;
}

/**
 * Runs the experiment in a file, prints its tables and writes its results into the store's folder `experiments`, once they are
 * complete.
 *
 * @param given  Which options were given, and not left at their defaults.
 * @throws       If the file is no experiment, its data is bad, or a unit failed.
 */
export async function experimentFileCommand(
  { experiment: named, ...options }: Options & { experiment: string },
  given: (option: keyof Options) => boolean,
): Promise<void> {
  refuse('--experiment', options, decidedByFile.filter(given));
  const json = fromInvocation(options.json);
  if (json) requireWritable('--json', json);
  const file = fromInvocation(named);
  const experiment = parseExperiment(readJson(file, 'an experiment'), file);
  const plan = planExperiment(experiment, path.dirname(file));
  await requireSettings(plan.units).catch((error: unknown) => {
    throw new Error(`${file}: config: ${messageOf(error)}`, { cause: error });
  });
  const hash = experimentHash(plan.units);
  console.log(await describeWorkers(options));
  console.log(`Data: ${placeOfData(plan)}${plan.simulated ? SIMULATED : ''}`);
  console.log(`Experiment ${hash.slice(0, 12)}: ${file}`);
  const bar = progressBar('units');
  const run = { ...placeOf(options, bar, given('store')), workers: options.workers, bar };
  const { results, ...state } = await ('tables' in plan ? runReport(plan, run) : runAllSeeds(plan, run));
  requireAll(state); // half an experiment has no figures; its finished units are stored
  const made = { telltale: telltaleVersion(), code: codeDigest() };
  const about = { hash, experiment, simulated: plan.simulated, ...(!run.reuseEarlier && { versions: made }) };
  const content = `${JSON.stringify({ ...about, ...results }, null, 2)}\n`;
  if (json) writeFileAtomic(json, content);
  // Under its hash lie the figures of these sources alone.
  const why = !run.store ? '--no-store' : run.reuseEarlier ? '--reuse-earlier' : undefined;
  if (!run.store || why) return console.log(`\nResults of ${hash.slice(0, 12)}: not kept (${why}).`);
  // A folder within the store: it tells its own files by their names, and what is copied with it stays together.
  const kept = path.join(run.store.folder, 'experiments', `${hash}.json`);
  writeFileAtomic(kept, content);
  console.log(`\nResults of ${hash.slice(0, 12)}: ${kept}`);
}

function placeOfData(plan: ExperimentPlan): string {
  return 'tables' in plan ? plan.telemetry : describeSource(plan.source);
}

async function runReport({ experiment, tables }: ReportPlan, { bar, ...run }: Run): Promise<Finished> {
  const options = { ...run, profile: experiment.profile, onProgress: bar.update };
  const result = await runSuite(tables, options).finally(bar.stop);
  printSuite(result);
  return { results: result, failures: result.failures, interrupted: result.interrupted };
}

/** All seeds at once, so that several workers have work where there is one channel. */
async function runAllSeeds({ experiment, source, protocol }: ModelPlan, { bar, ...run }: Run): Promise<Finished> {
  const { model, config, training, profile, seeds } = experiment;
  const onProgress = ({ channel, seed, ...progress }: Progress) =>
    bar.update({ label: seeds.length > 1 ? `${channel}, seed ${seed}` : channel, ...progress });
  const options = { ...run, model, config, training, source, protocol, profile, seeds, onProgress };
  const runs = await runSeeds(options).finally(bar.stop);
  printRuns(runs);
  const interrupted = runs.some((each) => each.interrupted);
  return { results: { runs }, failures: runs.flatMap((each) => each.failures), interrupted };
}

/** One run with its channels; several as mean ± deviation, without those that lack a channel: they average over others. */
function printRuns(runs: readonly ExperimentResult[]): void {
  const whole = runs.filter(({ failures, interrupted }) => failures.length === 0 && !interrupted);
  const shown = runs.length > 1 ? whole : runs.filter((run) => run.channels.length > 0);
  const [first] = shown;
  if (!first) return;
  for (const warning of new Set(shown.flatMap((run) => run.warnings))) console.log(`Note: ${warning}`);
  const tables = shown.length > 1 ? [seedsTable(shown)] : [channelTable(first), macroTable(first)];
  console.log(`\n${tables.map(toMarkdown).join('\n\n')}`);
  console.log(`\nThreshold: percentile ${first.config.protocol.thresholdPercentile} of the training scores.`);
}
