/** npm run site [-- --from results/notebooks] [--output site] [--no-pdf]: builds pages and a PDF from executed notebooks. */
import { Command } from 'commander';
import fs from 'node:fs';
import path from 'node:path';
import { counted, REPOSITORY_ROOT } from '../lib/base';
import { buildSite, PDF_NAME } from '../lib/site/build';
import { runCommand } from './support/command';

const command = new Command('npm run site --')
  .description('Builds pages and a PDF from executed notebooks; they open offline.')
  .option('--from <folder>', 'executed notebooks, relative to the repository', 'notebooks')
  .option('--output <folder>', 'where the site goes, relative to the repository', 'site')
  .option('--no-pdf', `without ${PDF_NAME}`);

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
  const { pages, figures, tables, missing } = await buildSite({
    notebooks,
    output: target,
    pdf,
    onProgress: (message) => console.log(message),
  });
  console.log(
    `\n${counted(pages.length, 'page')}, ${counted(figures, 'figure')}, ${counted(tables, 'table')}: ${path.join(target, 'index.html')}`,
  );
  if (pdf && !missing.some((each) => each.startsWith(PDF_NAME))) console.log(path.join(target, PDF_NAME));
  for (const each of missing) console.log(`Missing: ${each}`);
});
