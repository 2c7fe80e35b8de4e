/** npm run fit -- --train FILE --output DIR: fits a pipeline to normal data, for score, monitor and export. */
import { Command } from 'commander';
import { loadSeries } from '../lib/data';
import { causalNames } from '../lib/detectors/catalogue';
import { detectorClasses } from '../lib/models/catalogue';
import { AnomalyPipeline, defaultDetector, type PipelineOptions, requirePipelinePlace } from '../lib/pipeline';
import { describeTraining } from '../lib/training';
import { fromInvocation, runCommand } from './support/command';
import { ruleOptions, type RuleOptions, thresholdRule } from './support/fit-rule';
import { wholeNumber } from './support/numbers';

interface FitOptions extends RuleOptions {
  readonly train: string;
  readonly output: string;
  readonly model?: string;
  readonly windowSize?: number;
  readonly epochs?: number;
  readonly seed: number;
  readonly timestampColumn?: string;
}

const command = new Command('npm run fit --')
  .description('Fits a pipeline (cleaning, scaling, detector, threshold) to normal data and saves it as one folder.')
  .requiredOption('--train <file>', 'normal data: .npy, .csv, .tsv or .jsonl')
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
  .option('--timestamp-column <name>', 'column with the time, in this file and in files scored later');
ruleOptions(command);

runCommand(command, async () => {
  const options = command.opts<FitOptions>();
  const output = fromInvocation(options.output);
  requirePipelinePlace(output);
  const pipeline = new AnomalyPipeline(pipelineOptions(options));
  const { model, windowSize } = pipeline.settings;
  const { timestampColumn } = options;
  const read = (file: string) => loadSeries(fromInvocation(file), { timeColumn: timestampColumn });
  const series = read(options.train);
  const labelled = series.labels?.filter((label) => label === 1).length ?? 0;
  if (labelled > 0) {
    console.log(
      `Note: ${series.name}: ${labelled} time steps are labelled anomalous; windows that contain one are left out`,
    );
  }
  await pipeline.fit(series, {
    validation: options.validation === undefined ? undefined : read(options.validation),
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
  const seen = causalNames.includes(model) ? `scores over ${windowSize} steps` : `windows of ${windowSize}`;
  console.log(
    `Saved ${output}, ${seen}: ${model} fitted to ${series.length} time steps, ` +
      `threshold ${value.toPrecision(4)} by ${rule.kind}`,
  );
});

function pipelineOptions(options: FitOptions): PipelineOptions {
  const { seed, epochs, timestampColumn } = options;
  // A model of one's own choice has windows of its own.
  const { model = defaultDetector.model } = options;
  const { windowSize = options.model === undefined ? defaultDetector.windowSize : undefined } = options;
  const training = epochs === undefined ? {} : { epochs };
  return { model, windowSize, seed, timestampColumn, threshold: thresholdRule(options), training };
}
