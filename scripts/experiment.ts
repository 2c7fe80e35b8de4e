/**
 * npm run experiment -- --model lstm-vae --data DIR [--channels all|D-1,T-2] [--profile quick] [--seed 0] [--json FILE]
 * npm run experiment -- --model lstm-vae --train a.csv --test b.csv [--labels c.csv]
 * npm run experiment -- --model lstm-vae --data DIR --sweep sweep.json
 * npm run experiment -- --experiment experiment.json [--workers 2] [--json FILE]
 * npm run experiment -- --suite reports [--data DIR] [--profile quick] [--workers 2] [--json FILE]
 * npm run experiment -- --suite leaderboard [--data DIR] [--profile quick] [--channels D-1,T-2,M-6] [--seeds 0,1,2]
 * npm run experiment -- --model pooled-context --train a.csv --test b.csv [--labels c.csv] [--figure scores.png]
 */
import { Command } from 'commander';
import os from 'node:os';
import path from 'node:path';
import { writeFileAtomic } from '../lib/base';
import {
  describeSource,
  experimentUnits,
  LEADERBOARD,
  modelNames,
  parseProfile,
  parseUnit,
  POOLED_CONTEXT,
  profileNames,
  protocolFor,
  requireSettings,
  runExperiment,
  suiteNames,
  unknownModel,
  type Progress,
  type Unit,
} from '../lib/experiments';
import { fingerprintOf } from '../lib/experiments/fingerprint';
import { planUnits } from '../lib/runs/store/plan';
import { writeUnitsFile } from '../lib/runs/store/jobs-file';
import { channelTable, macroTable, toMarkdown } from '../lib/tables';
import { fromInvocation, readJson, requireWritable, runCommand } from './support/command';
import { chooseSource, SIMULATED, type Options } from './support/experiment-options';
import { describeWorkers, placeOf, requireAll } from './support/experiment-place';
import { realNumber, wholeNumber, wholeNumbers } from './support/numbers';
import { progressBar } from './support/progress';
import { reportPlan } from './support/report-plan';
import { ensembleCommand, leaderboardCommand } from './support/leaderboard-commands';
import { experimentFileCommand } from './support/run-experiment-file';
import { suiteCommand } from './support/suite-command';
import { readSweep, requireFigureFile, runSweep, sweepUnits } from './support/run-sweep';

const command = new Command('npm run experiment --')
  .description(
    "Trains a detector on each channel by the SMAP/MSL report's protocol and prints its figures beside the baselines'.",
  )
  .option('--model <name>', `one of ${[...modelNames, POOLED_CONTEXT].join(', ')}`)
  .option(
    '--suite <name>',
    `instead of --model: the tables of a report, one of ${[...suiteNames, LEADERBOARD].join(', ')}`,
  )
  .option(
    '--experiment <file>',
    'instead of --model or --suite: JSON that says all of it, model or report, config, training, data, channels, protocol, profile and seeds',
  )
  .option(
    '--data <folder>',
    'folder with train/, test/ and labeled_anomalies.csv (default: TELLTALE_DATA, data/smap-msl, or simulated channels)',
  )
  .option(
    '--channels <names>',
    'all (the default), or names with commas between them; all are those with 100 anomalous windows',
  )
  .option('--train <file>', 'instead of --data: normal data of your own, .npy, .csv, .tsv or .jsonl')
  .option('--test <file>', 'with --train: the series to score, with a label column or --labels')
  .option('--labels <file>', 'with --test: one 0 or 1 per time step')
  .option('--label-column <name>', 'with --test: its column of labels (default: label, anomaly or is_anomaly)')
  .option(
    '--timestamp-column <name>',
    'with --train: the column that is no feature but the time (default: recognised by its name)',
  )
  .option('--window-size <steps>', 'steps per window (default 10; 200 for the transformer)', wholeNumber(1, 100_000))
  .option('--stride <steps>', 'steps between windows (default 5; 50 for the transformer)', wholeNumber(1, 100_000))
  .option('--percentile <q>', 'of the training scores, as threshold (default 70)', realNumber(0, 100))
  .option('--profile <name>', profileNames.join(', '), parseProfile, 'quick')
  .option('--seed <number>', 'decides weights, batches and the validation split', wholeNumber(0, 2 ** 31 - 1), 0)
  .option('--seeds <numbers>', 'with --suite leaderboard: several, with commas between them', wholeNumbers(2 ** 31 - 1))
  .option(
    '--workers <number>',
    'processes that train channels side by side',
    wholeNumber(1, 1024),
    os.availableParallelism(),
  )
  .option('--json <file>', 'also write the results there')
  .option('--store <folder>', 'keep results there, and find them', path.join('results', 'store'))
  .option('--no-store', 'keep nothing, and run everything')
  .option('--force', 'run again what is stored')
  .option('--reuse-earlier', 'use stored results though other sources or another backend made them')
  .option('--config <file>', "with --model: JSON of what its config is to have instead of the profile's")
  .option('--sweep <file>', 'with --model: run it with every setting of a grid or a random search, as JSON')
  .option(
    '--figure <file>',
    `draw as .png, .svg or .json; with --sweep: ROC-AUC against each field that is varied (of several each into a file named after it), with --model ${POOLED_CONTEXT}: the scores of one series`,
  )
  .option('--units <file>', 'with --model: run nothing, but write the units there, for npm run worker -- --units')
  .option('--queue <url>', 'have the units run by the workers of a Redis server: redis://host:6379')
  .option(
    '--max-memory <MB>',
    'resident memory of each worker process; a unit that needs more fails (Linux)',
    wholeNumber(512, 2 ** 22),
  )
  .option('--tensorboard <folder>', "write the training's curves there, for tensorboard --logdir");

const given = (option: keyof Options) => command.getOptionValueSource(option) === 'cli';
const storeGiven = () => given('store');

async function experiment(options: Options & { model: string }): Promise<void> {
  if (!modelNames.includes(options.model)) {
    throw new Error(unknownModel(options.model, [...modelNames, POOLED_CONTEXT]));
  }
  if (options.seeds)
    throw new Error('--seeds is for --suite leaderboard; with --model give "seeds" in the file of --sweep.');
  const json = fromInvocation(options.json);
  if (json) requireWritable('--json', json);
  const { source, simulated } = chooseSource(options);
  const sweep = options.sweep === undefined ? undefined : readSweep(fromInvocation(options.sweep));
  const figure = fromInvocation(options.figure);
  if (figure && !sweep) throw new Error(`--figure needs --sweep, or --model ${POOLED_CONTEXT}.`);
  if (figure) requireFigureFile(figure);
  const report = protocolFor(options.model);
  const { windowSize = report.windowSize, stride = report.stride, percentile = report.thresholdPercentile } = options;
  const protocol = { ...report, windowSize, stride, thresholdPercentile: percentile };
  const config =
    options.config === undefined
      ? undefined
      : (readJson(fromInvocation(options.config), "a model's config") as Unit['config']);
  const units = experimentUnits({ ...options, config, source, protocol });
  for (const unit of units) parseUnit(unit);
  const planned = sweep ? sweepUnits(sweep, units) : units;
  await requireSettings(planned);
  if (options.units !== undefined) {
    writeUnitsFile(fromInvocation(options.units), planUnits(planned, fingerprintOf));
    return console.log(`${planned.length} units written to ${fromInvocation(options.units)}`);
  }
  console.log(await describeWorkers(options));
  console.log(`Data: ${describeSource(source)}${simulated ? SIMULATED : ''}`);
  const bar = progressBar(sweep ? 'units' : 'channels');
  if (sweep) {
    return reportPlan(
      await runSweep(sweep, planned, { ...options, ...placeOf(options, bar, storeGiven()), bar, json, figure }),
    );
  }
  const onProgress = ({ channel, ...progress }: Progress) => bar.update({ label: channel, ...progress });
  const run = { ...options, config, source, protocol, onProgress, ...placeOf(options, bar, storeGiven()) };
  const result = await runExperiment(run).finally(bar.stop);
  if (result.channels.length === 0) return requireAll(result);
  for (const warning of result.warnings) console.log(`Note: ${warning}`);
  console.log(`\n${toMarkdown(channelTable(result))}\n\n${toMarkdown(macroTable(result))}`);
  console.log(`\nThreshold: percentile ${percentile} of the training scores (--percentile).`);
  if (json) writeFileAtomic(json, `${JSON.stringify({ ...result, simulated }, null, 2)}\n`);
  requireAll(result);
}

runCommand(command, async () => {
  const { model, suite, experiment: file, ...options } = command.opts<Options>();
  if (file !== undefined) return experimentFileCommand({ ...options, model, suite, experiment: file }, given);
  if (suite === LEADERBOARD) return leaderboardCommand({ ...options, model }, storeGiven());
  if (suite === undefined && model === POOLED_CONTEXT) return ensembleCommand(options, given);
  if (suite !== undefined) return suiteCommand(suite, { ...options, model }, storeGiven());
  if (model === undefined) {
    throw new Error("error: required option '--model <name>' not specified; or give --suite or --experiment.");
  }
  return experiment({ ...options, model });
});
