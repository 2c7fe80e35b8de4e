/** npm run fit -- --train FILE --output DIR: fits a pipeline to normal data, for score, monitor and export. */
import { Command } from 'commander';
import { counted, isOrAre, writeFileAtomic } from '../lib/base';
import { readColumnNames, readSeries, readSeriesLike, type Series, type SeriesReading } from '../lib/data';
import { causalNames } from '../lib/detectors/catalogue';
import { detectorClasses } from '../lib/models/catalogue';
import {
  AnomalyPipeline,
  defaultDetector,
  missingInTraining,
  type PipelineOptions,
  type PipelineSettings,
  requirePipelinePlace,
} from '../lib/pipeline';
import { describeTraining } from '../lib/training';
import { fromInvocation, requireWritable, runCommand } from './support/command';
import { ruleOptions, type RuleOptions, thresholdRule } from './support/fit-rule';
import { wholeNumber } from './support/numbers';
import { printReadings, readingOptions, readOptionsOf, type ReadingOptions } from './support/read-options';

interface FitOptions extends RuleOptions, ReadingOptions {
  readonly train: string;
  readonly output: string;
  readonly model?: string;
  readonly windowSize?: number;
  readonly epochs?: number;
  readonly seed: number;
  readonly allowMissing?: boolean;
  readonly json?: string;
}

const command = new Command('npm run fit --')
  .description('Fits a pipeline (cleaning, scaling, detector, threshold) to normal data and saves it as one folder.')
  .requiredOption('--train <file>', 'normal data: .npy, .npz, .csv, .tsv, .jsonl or .parquet')
  .requiredOption('--output <folder>', 'folder to save the pipeline in')
  .option(
    '--model <name>',
    `one of ${Object.keys(detectorClasses).join(', ')} (default: ${defaultDetector.model}); ` +
      `or ${causalNames.join(', ')}, which score step by step and learn on as they score`,
  )
  .option(
    '--window-size <steps>',
    `time steps in a window (default: ${defaultDetector.windowSize}; with --model, what it needs, 10 for most; none to set for those that score step by step)`,
    wholeNumber(1, 1e6),
  )
  .option('--epochs <number>', 'largest number of training epochs', wholeNumber(1, 1e6))
  .option('--seed <number>', 'decides initial weights, batches and the split', wholeNumber(0, 2 ** 31 - 1), 0)
  .option('--allow-missing', 'learn also from features that lack more than half of their values')
  .option('--json <file>', 'also write there what was read, the settings and the threshold');
ruleOptions(command);
command.optionsGroup('Reading of --train and --validation, and of files scored later:');
readingOptions(command);

runCommand(command, async () => {
  const options = command.opts<FitOptions>();
  const [output, json] = [fromInvocation(options.output), fromInvocation(options.json)];
  requirePipelinePlace(output);
  if (json !== undefined) requireWritable('--json', json);
  const chosen = pipelineOptions(options);
  // Checked before a large file is read.
  new AnomalyPipeline(chosen);
  const { train, validation, timeColumn } = readFiles(options);
  const files = [train.description, ...(validation ? [validation.description] : [])];
  printReadings(files);
  const pipeline = new AnomalyPipeline({ ...chosen, ...(timeColumn !== undefined && { timestampColumn: timeColumn }) });
  const { settings } = pipeline;
  const { model, windowSize } = settings;
  const { series } = train;
  const notes = notesOf(series, settings);
  for (const note of notes) console.log(`Note: ${series.name}: ${note}`);
  await pipeline.fit(series, {
    validation: validation?.series,
    allowMissing: options.allowMissing,
    onEpoch: ({ trainLoss }) => {
      const loss = trainLoss[trainLoss.length - 1].toPrecision(4);
      console.log(`epoch ${trainLoss.length}: loss ${loss}`);
    },
  });
  const { history } = pipeline;
  if (history && history.trainLoss.length > 0) console.log(describeTraining(history));
  for (const warning of history?.warnings ?? []) console.log(`Note: ${warning}`);
  pipeline.save(output);
  const { value, rule } = pipeline.parts.threshold;
  if (json !== undefined) {
    const warnings = [...notes, ...(history?.warnings ?? [])];
    const found = { files, settings, features: series.names, threshold: { value, rule }, warnings };
    writeFileAtomic(json, `${JSON.stringify(found, null, 2)}\n`);
  }
  const seen = causalNames.includes(model) ? `scores over ${counted(windowSize, 'step')}` : `windows of ${windowSize}`;
  console.log(
    `Saved ${output}, ${seen}: ${model} fitted to ${counted(series.length, 'time step')}, ` +
      `threshold ${value.toPrecision(4)} by ${rule.kind}`,
  );
});

interface TrainingFiles {
  readonly train: SeriesReading;
  readonly validation?: SeriesReading;
  /** The time column, named or recognised; undefined if there is none, or if date and time of day have a column each. */
  readonly timeColumn?: string;
}

/** Reads the training file, and the validation file by the names of its features and of its time. */
function readFiles(options: FitOptions): TrainingFiles {
  const reading = readOptionsOf(options);
  const train = readSeries(fromInvocation(options.train), reading);
  const found = train.description.time?.column;
  // Date and time of day may have a column each, which are recognised again.
  const isOne = readColumnNames(fromInvocation(options.train), reading)?.includes(found ?? '') ?? true;
  const timeColumn = isOne ? found : undefined;
  if (options.validation === undefined) return { train, timeColumn };
  const file = fromInvocation(options.validation);
  const like = timeColumn === undefined ? reading : { ...reading, timeColumn };
  const further = { labelled: true, timeMayLack: reading.timeColumn === undefined };
  return { train, validation: readSeriesLike(file, train.series.names, like, further), timeColumn };
}

/** Says what a user should know of the training series: its labels and its missing values. */
function notesOf(series: Series, settings: PipelineSettings): string[] {
  const labelled = series.labels?.filter((label) => label === 1).length ?? 0;
  const ofLabels = `${counted(labelled, 'time step')} ${isOrAre(labelled)} labelled anomalous; windows that contain one are left out`;
  return [...(labelled > 0 ? [ofLabels] : []), ...missingInTraining(series, settings)];
}

function pipelineOptions(options: FitOptions): PipelineOptions {
  const { seed, epochs } = options;
  // A model of one's own choice has windows of its own.
  const { model = defaultDetector.model } = options;
  const { windowSize = options.model === undefined ? defaultDetector.windowSize : undefined } = options;
  const training = epochs === undefined ? {} : { epochs };
  const { features: _features, channel: _channel, ...reading } = readOptionsOf(options);
  const { timeColumn } = reading;
  return {
    model,
    windowSize,
    seed,
    ...(typeof timeColumn === 'string' && { timestampColumn: timeColumn }),
    ...(Object.keys(reading).length > 0 && { reading }),
    threshold: thresholdRule(options),
    training,
  };
}
