/** `--experiment FILE`: runs an experiment that is data, and keeps its results under its hash. */
import path from 'node:path';
import { writeFileAtomic } from '../../lib/base';
import { executor, requireJobSettings, type SuiteResult } from '../../lib/experiments';
import { telltaleVersion } from '../../lib/runs';
import { experimentHash, parseExperiment, planExperiment } from '../../lib/suites';
import { fromInvocation, inFile, readJson } from './command';
import { detectorOptions, printSource, refuse, SIMULATED, type GivenOptions } from './experiment-options';
import { describeWorkers, outputsOf, placeOf, present, requireAll, withoutFailedBaselines } from './experiment-place';
import { progressBar } from './progress';
import { readingOptionNames } from './read-options';

/** What the file decides, or has no use for. */
const decidedByFile = [
  'model',
  'detector',
  ...detectorOptions,
  'suite',
  'data',
  'channels',
  'profile',
  'seed',
  'seeds',
  'config',
  'sweep',
  'figure',
  'jobs',
  'train',
  'test',
  'labels',
  ...readingOptionNames,
  'windowSize',
  'stride',
  'percentile',
  'measuredOn',
] as const;

/**
 * Runs the experiment in a file, prints its tables and writes its results into the store's folder `experiments`, once they are
 * complete.
 *
 * @throws If the file is not an experiment, its data is bad, or a job failed.
 */
export async function experimentFileCommand(options: GivenOptions & { readonly experiment: string }): Promise<void> {
  refuse('--experiment', options, decidedByFile);
  const outputs = outputsOf(options);
  const file = fromInvocation(options.experiment);
  const experiment = parseExperiment(readJson(file, 'an experiment'), file);
  const { jobs, tables, data, simulated, run } = await inFile(file, () =>
    planExperiment(experiment, path.dirname(file)),
  );
  const hash = await inFile(file, () => experimentHash(jobs)); // reads the data
  const own = 'suite' in experiment ? undefined : experiment;
  if (own) await inFile(`${file}: ${own.detector ? 'detector' : 'config'}`, () => requireJobSettings(jobs));
  console.log(await describeWorkers(options));
  console.log(`Data: ${data}${simulated ? SIMULATED : ''}`);
  const files = own && printSource(jobs[0]?.source);
  console.log(`Experiment ${hash.slice(0, 12)}: ${file}`);
  const bar = progressBar('jobs');
  const place = placeOf(options, bar);
  const { judged, ...found } = await run({ ...place, onProgress: bar.update }).finally(bar.stop);
  const result = own ? withoutFailedBaselines(found, tables[0].rows[0].label) : found;
  const made = { telltale: telltaleVersion(), code: executor.code() };
  const more = {
    hash,
    experiment,
    simulated,
    files,
    ...(judged && { judged }),
    ...(!place.reuseEarlier && { versions: made }),
  };
  const content = present({ ...result, more }, whole(result) ? outputs : {});
  requireAll(result); // half an experiment has no results; its finished jobs are stored
  keep(content, hash, place);
}

const whole = ({ failures, interrupted }: Pick<SuiteResult, 'failures' | 'interrupted'>) =>
  failures.length === 0 && !interrupted;

/** Keeps results under their hash; those of other sources do not lie there. */
function keep(content: string, hash: string, { store, reuseEarlier }: ReturnType<typeof placeOf>): void {
  if (!store || reuseEarlier) {
    return console.log(`\nResults of ${hash.slice(0, 12)}: not kept (${store ? '--reuse-earlier' : '--no-store'}).`);
  }
  // A folder within the store: it tells its own files by their names, and what is copied with it stays together.
  const file = path.join(store.folder, 'experiments', `${hash}.json`);
  writeFileAtomic(file, content);
  console.log(`\nResults of ${hash.slice(0, 12)}: ${file}`);
}
