/** npm run report [-- --from results/notebooks] [--output report] [--no-pdf]: the executed notebooks as a report. */
import { Command } from 'commander';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base';
import { buildReport } from '../lib/site/build';
import { runCommand } from './support/command';

const command = new Command('npm run report --')
  .description('Builds an HTML and PDF report from the executed notebooks; it opens offline.')
  .option('--from <folder>', 'executed notebooks, relative to the repository', 'notebooks')
  .option('--output <folder>', 'where the report goes, relative to the repository', 'report')
  .option('--no-pdf', 'without report.pdf');

interface Options {
  from: string;
  output: string;
  pdf: boolean;
}

/** @throws If the folder is missing or holds no notebook. */
function notebooksIn(folder: string): string[] {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith('.ipynb')) : [];
  if (names.length === 0) throw new Error(`--from ${folder}: no notebook (.ipynb) there. Run npm run reproduce first.`);
  return names.sort().map((name) => path.join(folder, name));
}

runCommand(command, async () => {
  const { from, output, pdf } = command.opts<Options>();
  const target = path.resolve(REPOSITORY_ROOT, output);
  const notebooks = notebooksIn(path.resolve(REPOSITORY_ROOT, from));
  const { pages, figures, tables, missing } = await buildReport({
    notebooks,
    output: target,
    pdf,
    onProgress: (message) => console.log(message),
  });
  console.log(`\n${pages.length} pages, ${figures} figures, ${tables} tables: ${path.join(target, 'index.html')}`);
  if (pdf && !missing.some((each) => each.startsWith('report.pdf'))) console.log(path.join(target, 'report.pdf'));
  for (const each of missing) console.log(`Missing: ${each}`);
});
