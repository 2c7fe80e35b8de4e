/** npm run bench -- [--only NAME,NAME] [--json FILE] [--rows N] [--runs N] [--models NAMES]: runs measurements and prints each as a table. */
import { Command } from 'commander';
import { writeFileAtomic } from '../lib/base';
import { toMarkdown } from '../lib/tables';
import { fromInvocation, requireWritable, runCommand } from '../scripts/support/command';
import { wholeNumber } from '../scripts/support/numbers';
import type { Bench, BenchResult } from './bench';
import { bigFile, type BigFileOptions } from './big-file';
import { deployment } from './deploy';
import { wholeExperiment } from './experiment';
import { defaultOfFit } from './fit-default';
import { intervalCoverage } from './intervals';
import { memory } from './memory';
import { ranking, volumeUnderSurface } from './metrics';
import { sustainedMonitor } from './monitor';
import { monitorLoad } from './monitor-load';
import { startOfExperiment } from './start';
import { stepCases } from './step-cases';
import { stockSteps, trainingSteps } from './steps';

const benches: Record<string, Bench> = {
  ranking,
  vus: volumeUnderSurface,
  steps: () => trainingSteps(),
  ...Object.fromEntries(Object.keys(stepCases).map((name) => [name, () => trainingSteps([name])])),
  stock: stockSteps,
  memory,
  experiment: wholeExperiment,
  start: startOfExperiment,
  deploy: deployment,
  monitor: () => sustainedMonitor(),
  'monitor-load': () => monitorLoad(),
  'fit-default': defaultOfFit,
  intervals: () => intervalCoverage(),
  'big-file': () => bigFile(bigFileOptions()),
};

const command = new Command('npm run bench --')
  .description('Runs measurements side by side and prints them. Trust the ratios: seconds depend on this machine.')
  .option('--only <names>', `some of ${Object.keys(benches).join(', ')}; commas between them`)
  .option('--json <file>', 'also write the raw numbers to this file')
  .option('--rows <number>', 'of big-file: rows of the file (default: 10000000)', wholeNumber(1000, 1e9))
  .option('--runs <number>', 'of big-file: times that each is measured (default: 5)', wholeNumber(1, 100))
  .option('--models <names>', 'of big-file: detectors, commas between them (default: moving-average,pca)');

function bigFileOptions(): BigFileOptions {
  const { rows, runs, models } = command.opts<{ rows?: number; runs?: number; models?: string }>();
  return { rows, runs, models: models?.split(',').map((name) => name.trim()) };
}

runCommand(command, async () => {
  const { only, json } = command.opts<{ only?: string; json?: string }>();
  const names = only?.split(',').map((name) => name.trim()) ?? [
    'ranking',
    'vus',
    'steps',
    'stock',
    'memory',
    'experiment',
  ];
  const unknown = names.find((name) => !Object.hasOwn(benches, name));
  if (unknown !== undefined) {
    throw new Error(`--only '${unknown}': expected some of ${Object.keys(benches).join(', ')}.`);
  }
  const file = fromInvocation(json);
  if (file) requireWritable('--json', file);
  const results: Record<string, BenchResult> = {};
  for (const name of names) {
    const result = await benches[name]();
    results[name] = result;
    console.log(`\n${name}: ${result.title}\n\n${toMarkdown(result.table)}`);
  }
  if (file) writeFileAtomic(file, `${JSON.stringify(results, null, 2)}\n`);
});
