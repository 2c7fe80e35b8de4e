/** npm run book [-- --output FOLDER]: builds the book. npm run book -- --make-scores --data DIR: makes the scores that it shows. */
import { Command } from 'commander';
import path from 'node:path';
import { buildBook } from '../book/build-book';
import { SCORES_FOLDER } from '../book/kept-scores';
import { makeScores } from '../book/make-scores';
import { counted, REPOSITORY_ROOT } from '../lib/base';
import { findSmapMsl } from '../lib/data';
import { ResultStore } from '../lib/runs';
import { fromInvocation, requireFolder, runCommand } from './support/command';
import { stopPolitely } from './support/interrupt';
import { progressBar } from './support/progress';

const command = new Command('npm run book --')
  .description('Builds the book: notebooks, documents, API and live pages, which open from disk.')
  .option('--output <folder>', 'where it goes; emptied first (default: results/book)')
  .option('--no-api', 'without the pages of the API, which take a minute')
  .option('--make-scores', 'instead: run the detectors of the live pages again, and keep their scores in book/scores')
  .option('--data <folder>', 'for --make-scores: folder of the telemetry');

interface Options {
  output?: string;
  api: boolean;
  makeScores?: true;
  data?: string;
}

runCommand(command, async () => {
  const { output: given, api, makeScores: making, data } = command.opts<Options>();
  if (making) return scores(data);
  const output = fromInvocation(given) ?? path.join(REPOSITORY_ROOT, 'results', 'book');
  requireFolder('--output', output);
  const { documents, live, figures } = await buildBook({ output, api, onProgress: (message) => console.log(message) });
  console.log(`${counted(documents.length, 'document')}, ${live.length} of them live, ${counted(figures, 'figure')}:`);
  console.log(path.join(output, 'index.html'));
});

async function scores(data: string | undefined): Promise<void> {
  const bar = progressBar('jobs');
  const { signal } = stopPolitely('Finished jobs are stored; the same command continues from them.');
  const store = ResultStore.open(path.join(REPOSITORY_ROOT, 'results', 'store'), { onNote: bar.note });
  const place = { store, workers: 1, signal, onNote: bar.note, onProgress: bar.update };
  const { root } = findSmapMsl({ data: fromInvocation(data) });
  const told = 'npm run book -- --make-scores --data DIR';
  const { files, bytes } = await makeScores(root, { place, command: told }).finally(bar.stop);
  console.log(`${SCORES_FOLDER}: ${counted(files.length, 'file')}, ${(bytes / 2 ** 20).toFixed(2)} MiB.`);
}
