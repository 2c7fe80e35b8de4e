/**
 * npm run experiment -- --model lstm-vae --data DIR [--channels all|D-1,T-2] [--profile quick] [--seeds 0,1,2] [--json FILE]
 * npm run experiment -- --model lstm-vae --train a.csv --test b.csv [--labels c.csv] [--measured-on windows,steps,events]
 * npm run experiment -- --detector 'python my_detector.py' --data DIR [--channels D-1,T-2]
 * npm run experiment -- --detector model.onnx --train a.csv --test b.csv [--labels c.csv]
 * npm run experiment -- --model lstm-vae --data DIR --sweep sweep.json
 * npm run experiment -- --experiment experiment.json [--workers 2] [--json FILE]
 * npm run experiment -- --suite reports [--data DIR] [--profile quick] [--workers 2] [--json FILE]
 * npm run experiment -- --suite leaderboard [--data DIR] [--profile quick] [--channels D-1,T-2,M-6] [--seeds 0,1,2]
 * npm run experiment -- --model multi-scale --train a.csv --test b.csv [--labels c.csv] [--figure scores.png]
 */
import { Command } from 'commander';
import os from 'node:os';
import path from 'node:path';
import { exchangeForms, onnxLayouts, onnxOutputs, seriesDetectorNames } from '../lib/detectors';
import { measuredOnNames } from '../lib/experiments';
import { parseProfile, profileNames } from '../lib/models';
import { allSuiteNames, LEADERBOARD } from '../lib/suites';
import { runCommand } from './support/command';
import { refuseClashes, type Options } from './support/experiment-options';
import { experimentFileCommand } from './support/experiment-file-command';
import { leaderboardCommand } from './support/leaderboard-command';
import { modelCommand } from './support/model-command';
import { readingOptions } from './support/read-options';
import { listOf, nameOf, realNumber, wholeNumber, wholeNumbers } from './support/numbers';
import { suiteCommand } from './support/suite-command';

const command = new Command('npm run experiment --')
  .description("Runs detectors on series by a protocol and prints their measures beside the baselines'.")
  .option('--model <name>', `one of ${seriesDetectorNames.join(', ')}`)
  .option(
    '--detector <command>',
    "instead of --model: one of your own, a program such as 'python my_detector.py' or a file such as model.onnx",
  )
  .option('--suite <name>', `instead of --model: the tables of ${allSuiteNames.join(', ')}`)
  .option(
    '--experiment <file>',
    'instead of --model or --suite: JSON with all of it: model or suite, config, training, view, data, channels, protocol, profile and seeds; your-data.md, "An experiment as a file", has an example',
  )
  .option(
    '--data <folder>',
    'folder with train/, test/ and labeled_anomalies.csv (default: TELLTALE_DATA, data/smap-msl, or simulated channels), or that of the data set on which the suite runs',
  )
  .option(
    '--channels <names>',
    'all (the default), or names with commas between them; all are those with 100 anomalous windows',
  )
  .option('--train <file>', 'instead of --data: normal data of your own, .npy, .npz, .csv, .tsv, .jsonl or .parquet')
  .option('--test <file>', 'with --train: the series to score, with a label column or --labels')
  .option(
    '--labels <file>',
    "with --test: labels of each row, times or spans of anomalies, as .csv, .tsv, .jsonl, .npy or .json, such as NAB's",
  )
  .option('--window-size <steps>', 'steps per window (default 10; 200 for the transformer)', wholeNumber(1, 100_000))
  .option('--stride <steps>', 'steps between windows (default 5; 50 for the transformer)', wholeNumber(1, 100_000))
  .option('--percentile <q>', 'of the training scores, as threshold (default 70)', realNumber(0, 100))
  .option(
    '--measured-on <names>',
    `with --model: ${measuredOnNames.join(', ')}, with commas between them (default: windows; the first three for detectors of whole series)`,
    listOf(measuredOnNames),
  )
  .option('--profile <name>', profileNames.join(', '), parseProfile, 'quick')
  .option('--seed <number>', 'decides weights, batches and the validation split', wholeNumber(0, 2 ** 31 - 1), 0)
  .option('--seeds <numbers>', 'instead of --seed: several, with commas between them', wholeNumbers(2 ** 31 - 1))
  .option('--workers <number>', 'processes that run jobs side by side', wholeNumber(1, 1024), os.availableParallelism())
  .option('--json <file>', 'also write the results there, one row for each job')
  .option('--tables <file>', 'also write the tables there as data, with six digits')
  .option('--store <folder>', 'keep results there, and find them', path.join('results', 'store'))
  .option('--no-store', 'keep nothing, and run everything')
  .option('--force', 'run again what is stored')
  .option('--reuse-earlier', 'use stored results though other sources or another backend made them')
  .option(
    '--config <file>',
    "with --model: JSON of what its config is to have instead of the profile's, or a name that the catalogue has: report-3 of lstm-vae, paper of anomaly-transformer",
  )
  .option(
    '--sweep <file>',
    'with --model: run it with every setting of a grid or a random search, as JSON; environment.md, "Stored results and sweeps", says how it is written',
  )
  .option(
    '--figure <file>',
    'with --model: draw as .pdf, .svg, .png or .json; with --sweep: ROC-AUC, or without windows VUS-PR or the F1 of events, against each field that is varied (of several, each into a file named after it), else the scores of one series',
  )
  .option('--jobs <file>', 'with --model: run nothing, but write the jobs there, for npm run worker -- --jobs')
  .option('--queue <url>', 'have the jobs run by the workers of a Redis server: redis://host:6379')
  .option(
    '--max-memory <MB>',
    'resident memory of each worker process; a job that needs more fails (Linux)',
    wholeNumber(512, 2 ** 22),
  )
  .option('--tensorboard <folder>', "write the training's curves there, for tensorboard --logdir");

command.optionsGroup('Reading of --train, --test and --labels:');
readingOptions(command);

command.optionsGroup('With --detector (docs/own-detector.md):');
command
  .option('--detector-name <name>', "label of its row (default: the name of the program's file)")
  .option(
    '--detector-version <text>',
    'for what no file in the command shows: results of another version are not reused',
  )
  .option(
    '--detector-timeout <seconds>',
    'a program is ended then, with all that it has started (default 3600)',
    realNumber(0.001, 1e7),
  )
  .option(
    '--detector-memory <MB>',
    "resident memory of a program and all that it starts (Linux; default: 80 % of the machine's)",
    wholeNumber(1, 2 ** 22),
  )
  .option('--exchange <form>', `how a program is given the series: ${exchangeForms.join(', ')}`, nameOf(exchangeForms))
  .option(
    '--detector-layout <order>',
    `of the values of ONNX's windows: ${onnxLayouts.join(', ')}`,
    nameOf(onnxLayouts),
  )
  .option('--detector-output <what>', `what ONNX gives: ${onnxOutputs.join(', ')}`, nameOf(onnxOutputs));

runCommand(command, async () => {
  const { model, detector, suite, experiment: file, ...rest } = command.opts<Options>();
  const given = (option: keyof Options) => command.getOptionValueSource(option) === 'cli';
  const options = { ...rest, model, detector, suite, given };
  refuseClashes(options);
  if (file !== undefined) return experimentFileCommand({ ...options, experiment: file });
  if (suite === LEADERBOARD) return leaderboardCommand(options);
  if (suite !== undefined) return suiteCommand(suite, options);
  if (detector !== undefined) return modelCommand({ ...options, detector });
  if (model !== undefined) return modelCommand({ ...options, model });
  throw new Error(
    "error: required option '--model <name>' not specified; or give --detector, --suite or --experiment.",
  );
});
