/**
 * Whether an executed notebook is still what running it again would give: the same seed gives the same numbers, so that one
 * whose cells, sources, data and settings have not changed need not be run again.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT, writeFileAtomic } from '../../lib/base';

interface NotebookFile {
  readonly cells: readonly { cell_type: string; source: unknown; execution_count?: number }[];
  readonly metadata: { telltale?: { inputs: string } };
}

const readNotebook = (file: string) => JSON.parse(fs.readFileSync(file, 'utf8')) as NotebookFile;

/** Sources that notebooks run, and the versions that they run with. */
const sources = ['lib', 'package-lock.json', 'requirements.txt'];

/**
 * A hash of all that a notebook's outputs follow from: its cells, our sources and packages, the data's files (by size and time,
 * for reading them takes longer), and the settings in the environment.
 *
 * @param file         The notebook; its outputs do not count.
 * @param data         Folder of the telemetry.
 * @param environment  What it is run with; variables that begin with TELLTALE_ count.
 */
export function notebookInputs(file: string, data: string, environment: NodeJS.ProcessEnv): string {
  const digest = createHash('sha256');
  const cells = readNotebook(file).cells.map(({ cell_type, source }) => [cell_type, source]);
  const settings = Object.entries(environment).filter(([name]) => name.startsWith('TELLTALE_'));
  digest.update(JSON.stringify([cells, settings.sort(), process.version]));
  for (const name of sources) {
    for (const source of filesIn(path.join(REPOSITORY_ROOT, name)))
      digest.update(source).update(fs.readFileSync(source));
  }
  for (const series of filesIn(data)) {
    const { size, mtimeMs } = fs.statSync(series);
    digest.update(JSON.stringify([series, size, mtimeMs]));
  }
  return digest.digest('hex').slice(0, 16);
}

/** All files under a path, which may itself be one; in order. */
function filesIn(place: string): string[] {
  if (!fs.statSync(place).isDirectory()) return [place];
  return fs
    .readdirSync(place, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(place, name))
    .filter((name) => fs.statSync(name).isFile())
    .sort();
}

/** Whether this file was executed with these inputs, to the end; false where there is none, or another program wrote it. */
export function isExecutedWith(file: string, inputs: string): boolean {
  try {
    return readNotebook(file).metadata.telltale?.inputs === inputs;
  } catch {
    return false;
  }
}

/**
 * Finishes an executed notebook: numbers its cells, since tslab sends no count with its results and a reader should see that
 * they ran in order, and notes what it was executed with.
 *
 * @param inputs  Left out of notebooks that are to be committed: the data's files have other times elsewhere.
 */
export function finishNotebook(file: string, inputs?: string): void {
  const notebook = readNotebook(file);
  notebook.cells
    .filter((cell) => cell.cell_type === 'code')
    .forEach((cell, i) => {
      cell.execution_count = i + 1;
    });
  delete notebook.metadata.telltale;
  if (inputs !== undefined) notebook.metadata.telltale = { inputs };
  writeFileAtomic(file, `${JSON.stringify(notebook, null, 1)}\n`);
}
