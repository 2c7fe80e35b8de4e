/** npm run report -- --notebook my.ipynb [--title T] [--author A] [--no-code]: makes a page and a PDF of one notebook. */
import { Command } from 'commander';
import path from 'node:path';
import { counted, REPOSITORY_ROOT } from '../lib/base';
import { closeRenderer } from '../lib/plots';
import { buildReport } from '../lib/site/report';
import { fromInvocation, requireFolder, runCommand } from './support/command';

const command = new Command('npm run report --')
  .description('Makes a page and a PDF with a title page of an executed notebook; they open offline.')
  .requiredOption('--notebook <file>', 'an executed notebook')
  .option('--title <text>', 'title of the report (default: the first heading of the notebook)')
  .option('--author <text>', 'who wrote it (default: not named)')
  .option('--no-code', 'show what the cells put out, and not their code')
  .option('--output <folder>', 'where the report goes (default: results/reports/NAME in the repository)')
  .option('--no-pdf', 'make the page alone');

interface Options {
  notebook: string;
  title?: string;
  author?: string;
  code: boolean;
  output?: string;
  pdf: boolean;
}

runCommand(command, async () => {
  const { notebook, output, ...options } = command.opts<Options>();
  const file = fromInvocation(notebook);
  const place = path.join(REPOSITORY_ROOT, 'results', 'reports', path.basename(file, '.ipynb'));
  const folder = fromInvocation(output) ?? place;
  requireFolder('--output', folder);
  const report = await buildReport({
    ...options,
    notebook: file,
    output: folder,
    onProgress: (message) => console.log(message),
  }).finally(closeRenderer);
  console.log(`\n${counted(report.figures, 'figure')}, ${counted(report.tables, 'table')}`);
  for (const note of report.notes) console.log(`Note: ${note}`);
  console.log(report.page);
  if (report.pdf) console.log(report.pdf);
  for (const each of report.missing) console.log(`Missing: ${each}`);
});
