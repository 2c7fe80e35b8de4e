/** npm run score -- --pipeline DIR --input FOLDER|FILE --output FOLDER: scores files with a saved pipeline. */
import { counted } from '../lib/base';
import { Command } from 'commander';
import { AnomalyPipeline, scoreFolder } from '../lib/pipeline';
import { fromInvocation, runCommand } from './support/command';
import {
  printReadings,
  readingOptions,
  readOptionsOf,
  type ReadingOptions,
  refusedFeatures,
  requireNoFeatures,
} from './support/read-options';

interface ScoreOptions extends ReadingOptions {
  readonly pipeline: string;
  readonly input: string;
  readonly output: string;
}

const command = new Command('npm run score --')
  .description(
    'Scores every series of a folder (.npy, .npz, .csv, .tsv, .jsonl, .parquet), or one file, with a saved pipeline.',
  )
  .requiredOption('--pipeline <folder>', 'saved pipeline, from npm run fit or AnomalyPipeline.save')
  .requiredOption('--input <folder>', 'folder of series, or one file')
  .requiredOption('--output <folder>', 'folder for the scores and summary.json');
command.optionsGroup('Reading of the files, where that is not as npm run fit read its own:');
readingOptions(command, ['features']);
refusedFeatures(command);

runCommand(command, async () => {
  const options = command.opts<ScoreOptions>();
  requireNoFeatures(options);
  const pipeline = await AnomalyPipeline.load(fromInvocation(options.pipeline));
  const folders = { input: fromInvocation(options.input), output: fromInvocation(options.output) };
  const scored = scoreFolder(pipeline, folders, {
    reading: readOptionsOf(options),
    onFile: ({ file, timeSteps, segments, description, notes, error }) => {
      if (description) printReadings([description]);
      console.log(
        error
          ? `${file}: not scored: ${error}`
          : `${file}: ${counted(timeSteps, 'time step')}, ${counted(segments.length, 'segment')}`,
      );
      for (const note of notes) console.log(`Note: ${file}: ${note}`);
    },
  });
  const failed = scored.filter(({ error }) => error !== undefined).length;
  if (failed > 0) process.exitCode = 1;
  console.log(`${scored.length - failed} of ${counted(scored.length, 'file')} scored; results in ${folders.output}`);
});
