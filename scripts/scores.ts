/**
 * npm run scores -- --suite claims --data DIR [--rows "random; pca"] [--channels MSL] [--to FOLDER]: publishes scores.
 * npm run scores -- --check FOLDER: computes all measures again from published scores, and compares.
 */
import { counted } from '../lib/base';
import { Command } from 'commander';
import os from 'node:os';
import path from 'node:path';
import { findSmapMsl } from '../lib/data';
import { runSuite } from '../lib/experiments';
import { planLeaderboard } from '../lib/leaderboard';
import { parseProfile, profileNames, type ProfileName } from '../lib/models';
import {
  allSuiteNames,
  checkScores,
  chooseTables,
  dataOf,
  findSuite,
  keepingScores,
  LEADERBOARD,
  publishScores,
  suiteContext,
} from '../lib/suites';
import { fromInvocation, requireFolder, runCommand } from './support/command';
import { channelsOf, SIMULATED, type Options as ExperimentOptions } from './support/experiment-options';
import { describeWorkers, placeOf, requireAll } from './support/experiment-place';
import { wholeNumber } from './support/numbers';
import { progressBar } from './support/progress';

interface Options extends Pick<ExperimentOptions, 'suite' | 'data' | 'channels' | 'profile' | 'workers' | 'store'> {
  rows?: string;
  to?: string;
  bits: number;
  check?: string;
}

const command = new Command('npm run scores --')
  .description('Publishes the scores of a suite with all measures of them, or checks such a folder.')
  .option('--suite <name>', `one of ${allSuiteNames.join(', ')}`)
  .option('--data <folder>', 'folder of the telemetry, as of npm run experiment')
  .option('--channels <names>', 'all (the default), or names with commas between them')
  .option('--rows <labels>', 'labels of rows with semicolons between them (default: all)')
  .option('--profile <name>', profileNames.join(', '), parseProfile, 'quick')
  .option('--to <folder>', 'where they go (default: results/scores and the name of the suite)')
  .option('--bits <number>', 'of the 23 binary digits of each score; fewer need less space', wholeNumber(1, 23), 23)
  .option('--workers <number>', 'processes that run jobs side by side', wholeNumber(1, 1024), os.availableParallelism())
  .option('--store <folder>', 'keep results there, and find them', path.join('results', 'store'))
  .option('--check <folder>', 'instead of --suite: check published scores; no telemetry is read');

runCommand(command, async () => {
  const options = command.opts<Options>();
  if (options.check !== undefined) return check(fromInvocation(options.check));
  if (options.suite === undefined) throw new Error("error: required option '--suite <name>' or '--check <folder>'.");
  return publish({ ...options, suite: options.suite });
});

async function publish(options: Options & { suite: string }): Promise<void> {
  const { suite, profile, rows, bits } = options;
  const all = tablesOf(suite, fromInvocation(options.data), profile);
  const { data, simulated } = dataOf(all);
  const channels = channelsOf(options.channels);
  const tables = chooseTables(all, {
    ...(channels !== 'all' && { channels }),
    ...(rows !== undefined && { rows: rows.split(';').map((label) => label.trim()) }),
  });
  const folder = fromInvocation(options.to ?? path.join('results', 'scores', suite));
  requireFolder('--to', folder);
  const given = (option: string) => command.getOptionValueSource(option) === 'cli';
  const run: ExperimentOptions & { given: typeof given } = { ...options, seed: 0, given };
  console.log(await describeWorkers(run));
  console.log(`Data: ${data}${simulated ? SIMULATED : ''}`);
  const bar = progressBar('jobs');
  const place = placeOf(run, bar);
  const result = await runSuite(keepingScores(tables), { ...place, onProgress: bar.update }).finally(bar.stop);
  const { entries, files, bytes, largest } = publishScores(result, { folder, suite, bits });
  console.log(
    `${folder}: scores of ${counted(entries, 'job')} in ${counted(files, 'file')}, ${(bytes / 2 ** 20).toFixed(1)} MiB.`,
  );
  if (largest) {
    const { difference, where } = largest;
    console.log(`Rounding the scores changed measures by ${difference.toExponential(1)} at most: ${where}.`);
  }
  requireAll(result);
}

function tablesOf(suite: string, data: string | undefined, profile: ProfileName) {
  if (suite !== LEADERBOARD) return findSuite(suite)(suiteContext(profile, data));
  return planLeaderboard({ root: findSmapMsl({ data }).root, profile }).tables;
}

/** Prints every fault, and fails on one. */
function check(folder: string): void {
  const { manifest, measures, faults } = checkScores(folder);
  for (const fault of faults) console.log(fault);
  const { suite, profile, entries, files } = manifest;
  const what = `${counted(files.length, 'file')} and ${counted(measures, 'measure')} of ${counted(entries.length, 'job')}, suite ${suite}, profile ${profile}`;
  if (faults.length > 0) throw new Error(`${folder}: ${faults.length} of ${what} are not as stated.`);
  console.log(`${folder}: ${what}: all as stated, to 1e-9.`);
}
