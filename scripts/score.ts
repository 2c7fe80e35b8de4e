/** npm run score -- --pipeline DIR --input FOLDER|FILE --output FOLDER */
import { Command } from 'commander';
import { AnomalyPipeline, scoreFolder } from '../lib/pipeline';
import { fromInvocation, runCommand } from './support/command';

const command = new Command('npm run score --')
  .description('Scores every .npy, .csv and .jsonl file of a folder, or one file, with a saved pipeline.')
  .requiredOption('--pipeline <folder>', 'what AnomalyPipeline.save wrote')
  .requiredOption('--input <folder>', 'the series, or the file of one')
  .requiredOption('--output <folder>', 'where scores and summary.json go');

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
  console.log(`${scored.length - failed} of ${scored.length} files scored; ${folders.output}`);
});
