/** npm run export -- --pipeline DIR --output FOLDER [--format onnx|saved-model|both]: exports a saved pipeline. */
import { Command, Option } from 'commander';
import path from 'node:path';
import { AnomalyPipeline, exportPipeline, type ExportFormat } from '../lib/pipeline';
import { fromInvocation, runCommand } from './support/command';

const command = new Command('npm run export --')
  .description(
    "Exports a saved pipeline's model for TensorFlow Serving and ONNX Runtime, with the steps before and after it as JSON.",
  )
  .requiredOption('--pipeline <folder>', 'saved pipeline, from npm run fit or AnomalyPipeline.save')
  .requiredOption('--output <folder>', 'folder for detector.onnx, saved-model/1 and export.json')
  .addOption(new Option('--format <format>', 'what to write').choices(['onnx', 'saved-model', 'both']).default('both'));

runCommand(command, async () => {
  const { pipeline, output, format } = command.opts<{
    pipeline: string;
    output: string;
    format: ExportFormat | 'both';
  }>();
  const folder = fromInvocation(output);
  const formats: ExportFormat[] = format === 'both' ? ['onnx', 'saved-model'] : [format];
  const written = exportPipeline(await AnomalyPipeline.load(fromInvocation(pipeline)), folder, formats);
  for (const file of written) console.log(path.relative(process.cwd(), file));
});
