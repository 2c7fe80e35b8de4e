/**
 * npm run experiment -- --model lstm-vae --data DIR [--channels all|D-1,T-2] [--profile quick] [--seed 0] [--json FILE]
 * npm run experiment -- --model lstm-vae --train a.csv --test b.csv [--labels c.csv]
 */
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import os from 'node:os';
import { findSmapMsl, writeFileAtomic } from '../lib/data';
import {
  baselines,
  describeSource,
  fileSource,
  findModel,
  models,
  parseProfile,
  profileNames,
  profiles,
  protocolFor,
  runExperiment,
  smapMslSource,
  type Source,
  type ProfileName,
  type Progress,
} from '../lib/experiments';
import { channelTable, macroTable, toMarkdown } from '../lib/report';
import { describeBackend, loadBackend } from '../lib/runtime';
import { fromInvocation, requireWritable, runCommand } from './support/command';
import { realNumber, wholeNumber } from './support/numbers';

interface Options {
  model: string;
  data?: string;
  channels?: string;
  train?: string;
  test?: string;
  labels?: string;
  labelColumn?: string;
  timestampColumn?: string;
  windowSize?: number;
  stride?: number;
  percentile?: number;
  profile: ProfileName;
  seed: number;
  workers: number;
  json?: string;
}

const command = new Command('npm run experiment --')
  .description(
    "Trains a detector on each channel by the SMAP/MSL report's protocol and prints its figures beside the baselines'.",
  )
  .requiredOption('--model <name>', `one of ${[...Object.keys(models), ...Object.keys(baselines)].join(', ')}`)
  .option(
    '--data <folder>',
    'folder with train/, test/ and labeled_anomalies.csv (default: TELLTALE_DATA, data/smap-msl, or simulated channels)',
  )
  .option(
    '--channels <names>',
    'all, or names with commas between them; all are those with 100 anomalous windows',
    'all',
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
  .option(
    '--workers <number>',
    'processes that train channels side by side',
    wholeNumber(1, 1024),
    os.availableParallelism(),
  )
  .option('--json <file>', 'also write the results there');

/** The series to run on: files of one's own, or channels of the telemetry. */
function chooseSource(options: Options): { source: Source; simulated: boolean } {
  const { train, test, labels, labelColumn, timestampColumn, data, channels, profile } = options;
  const ownFiles = { train, test, labels, 'label-column': labelColumn, 'timestamp-column': timestampColumn };
  const given = Object.entries(ownFiles).filter(([, value]) => value !== undefined);
  if (given.length > 0) {
    if (!train || !test) throw new Error(`--${given[0]![0]} needs both --train and --test.`);
    const telemetry = data !== undefined ? 'data' : channels !== undefined ? 'channels' : undefined;
    if (telemetry) throw new Error(`--${telemetry} and --train exclude each other.`);
    const files = { train: fromInvocation(train), test: fromInvocation(test), labels: fromInvocation(labels) };
    return { source: fileSource({ ...files, labelColumn, timestampColumn }), simulated: false };
  }
  const { root, simulated } = findSmapMsl({ data: fromInvocation(data) });
  const names = channels
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean) ?? ['all'];
  const wanted = names.includes('all') || names.length === 0 ? 'all' : names;
  return { source: smapMslSource(root, wanted, profiles[profile].channelLimit), simulated };
}

/** A bar over channels; within a channel it names the epoch, so that long training shows life. */
function progressBar(): { update: (progress: Progress) => void; stop: () => void } {
  const bar = new SingleBar({
    format: '{bar} {value}/{total} channels | {channel} {epoch} | {duration_formatted}{left}',
    noTTYOutput: true,
    notTTYSchedule: 10_000,
    hideCursor: true,
  });
  let started: number | undefined;
  return {
    update: ({ channel, done, total, epoch, loss }) => {
      if (started === undefined) bar.start(total, 0, { channel, epoch: '', left: '' });
      started ??= Date.now();
      // Before the first channel is done there is nothing to go by.
      const seconds = done > 0 ? ((Date.now() - started) / 1000 / done) * (total - done) : undefined;
      const left = seconds === undefined ? '' : `, about ${Math.ceil(seconds)} s left`;
      bar.update(done, { channel, epoch: epoch === undefined ? '' : `epoch ${epoch}, loss ${loss?.toFixed(4)}`, left });
    },
    stop: () => bar.stop(),
  };
}

runCommand(command, async () => {
  const options = command.opts<Options>();
  findModel(options.model);
  const json = fromInvocation(options.json);
  if (json) requireWritable('--json', json);
  const { source, simulated } = chooseSource(options);
  console.log(describeBackend(await loadBackend()));
  console.log(`Data: ${describeSource(source)}${simulated ? ' (SIMULATED channels, not the real telemetry)' : ''}`);
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  const bar = progressBar();
  const report = protocolFor(options.model);
  const { windowSize = report.windowSize, stride = report.stride, percentile = report.thresholdPercentile } = options;
  const protocol = { ...report, windowSize, stride, thresholdPercentile: percentile };
  const run = { ...options, source, protocol, onProgress: bar.update, signal: abort.signal };
  const result = await runExperiment(run).finally(bar.stop);
  for (const warning of result.warnings) console.log(`Note: ${warning}`);
  console.log(`\n${toMarkdown(channelTable(result))}\n\n${toMarkdown(macroTable(result))}`);
  console.log(`\nThreshold: percentile ${percentile} of the training scores (--percentile).`);
  if (json) writeFileAtomic(json, `${JSON.stringify({ ...result, simulated }, null, 2)}\n`);
  if (result.interrupted) {
    throw new Error(`Interrupted after ${result.channels.length} of ${result.config.channels.length} channels.`);
  }
});
