/** npm run fit -- --train FILE --output DIR: learns a pipeline from normal data, for score, monitor and export. */
import { Command } from 'commander';
import { loadSeries } from '../lib/data';
import { detectorClasses } from '../lib/models/registry';
import { AnomalyPipeline, type PipelineOptions } from '../lib/pipeline';
import { fromInvocation, requireWritable, runCommand } from './support/command';
import { realNumber, wholeNumber } from './support/numbers';

interface FitOptions {
  readonly train: string;
  readonly output: string;
  readonly model: string;
  readonly windowSize: number;
  readonly falsePositiveRate: number;
  readonly percentile?: number;
  readonly epochs?: number;
  readonly seed: number;
  readonly timestampColumn?: string;
}

const command = new Command('npm run fit --')
  .description('Learns cleaning, scaling, a detector and its threshold from normal data, and saves them as one folder.')
  .requiredOption('--train <file>', 'normal data: .npy, .csv, .tsv or .jsonl')
  .requiredOption('--output <folder>', 'where the pipeline goes')
  .option('--model <name>', `one of ${Object.keys(detectorClasses).join(', ')}`, 'lstm-vae')
  .option('--window-size <steps>', 'time steps in a window', wholeNumber(1, 1e6), 10)
  .option('--false-positive-rate <share>', 'of normal time steps that may raise an alarm', realNumber(1e-6, 0.5), 0.05)
  .option('--percentile <q>', 'instead: of the held-out normal scores, as threshold', realNumber(0, 100))
  .option('--epochs <number>', 'of training at most', wholeNumber(1, 1e6))
  .option('--seed <number>', 'decides weights, batches and the split', wholeNumber(0, 2 ** 31 - 1), 0)
  .option('--timestamp-column <name>', 'the column that is no feature but the time');

runCommand(command, async () => {
  const options = command.opts<FitOptions>();
  const output = fromInvocation(options.output);
  requireWritable('--output', output);
  const series = loadSeries(fromInvocation(options.train), { timestampColumn: options.timestampColumn });
  const pipeline = new AnomalyPipeline(pipelineOptions(options));
  await pipeline.fit(series, {
    onEpoch: ({ trainLoss }) => {
      const loss = trainLoss[trainLoss.length - 1]!.toPrecision(4);
      console.log(`epoch ${trainLoss.length}: loss ${loss}`);
    },
  });
  pipeline.save(output);
  const { threshold } = pipeline.parts;
  console.log(
    `${options.model} of ${series.length} time steps, threshold ${threshold.value.toPrecision(4)}; ${output}`,
  );
});

function pipelineOptions({ model, windowSize, seed, epochs, percentile, falsePositiveRate }: FitOptions) {
  const threshold: PipelineOptions['threshold'] =
    percentile === undefined
      ? { rule: 'false-positive-rate', rate: falsePositiveRate }
      : { rule: 'percentile', percentile };
  return { model, windowSize, seed, threshold, training: epochs === undefined ? {} : { epochs } };
}
