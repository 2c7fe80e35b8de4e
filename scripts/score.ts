/** npm run score -- --pipeline DIR --input FOLDER|FILE --output FOLDER: scores files with a saved pipeline. */
import { Command } from 'commander';
import { AnomalyPipeline, scoreFolder } from '../lib/pipeline';
import { fromInvocation, runCommand } from './support/command';

const command = new Command('npm run score --')
  .description('Scores every .npy, .csv, .tsv and .jsonl file of a folder, or one file, with a saved pipeline.')
  .requiredOption('--pipeline <folder>', 'saved pipeline, from npm run fit or AnomalyPipeline.save')
  .requiredOption('--input <folder>', 'folder of series, or one file')
  .requiredOption('--output <folder>', 'folder for the scores and summary.json');

runCommand(command, async () => {
  const { pipeline: saved, input, output } = command.opts<{ pipeline: string; input: string; output: string }>();
  const pipeline = await AnomalyPipeline.load(fromInvocation(saved));
  const folders = { input: fromInvocation(input), output: fromInvocation(output) };
  const scored = scoreFolder(pipeline, folders, ({ file, timeSteps, segments, error, note }) => {
    console.log(
      error ? `${file}: not scored: ${error}` : `${file}: ${timeSteps} time steps, ${segments.length} segments`,
    );
    if (note) console.log(`Note: ${file}: ${note}`);
  });
  const failed = scored.filter(({ error }) => error !== undefined).length;
  if (failed > 0) process.exitCode = 1;
  console.log(`${scored.length - failed} of ${scored.length} files scored; results in ${folders.output}`);
});
