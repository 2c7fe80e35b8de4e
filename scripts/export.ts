/** npm run export -- --pipeline DIR --output FOLDER [--format onnx|saved-model|both] */
import { Command, Option } from 'commander';
import path from 'node:path';
import { AnomalyPipeline, exportPipeline, type ExportFormat } from '../lib/pipeline';
import { fromInvocation, runCommand } from './support/command';

const command = new Command('npm run export --')
  .description(
    "Exports a saved pipeline's model for TensorFlow Serving and ONNX Runtime, with what goes before and after it.",
  )
  .requiredOption('--pipeline <folder>', 'what AnomalyPipeline.save wrote')
  .requiredOption('--output <folder>', 'where detector.onnx, saved-model/1 and export.json go')
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
