/**
 * Whether an executed notebook must run again. The same seed gives the same numbers, so a notebook is skipped if its
 * cells, sources, data and settings have not changed.
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

/** The sources that notebooks run, and the files that fix the versions of packages. */
const sources = ['lib', 'package-lock.json', 'requirements.txt'];

/**
 * Hashes everything that decides a notebook's outputs: its cells, our sources and packages, the data's files, and the
 * settings in the environment. Data files count by size and time, since reading them takes longer.
 *
 * @param file         The notebook; its outputs do not count.
 * @param data         Folder of the telemetry.
 * @param environment  The environment it is run in; variables that begin with TELLTALE_ count.
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

/** Lists all files under a path, in order; the path may be a file itself. */
function filesIn(place: string): string[] {
  if (!fs.statSync(place).isDirectory()) return [place];
  return fs
    .readdirSync(place, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(place, name))
    .filter((name) => fs.statSync(name).isFile())
    .sort();
}

/** Whether a notebook was executed to its end with these inputs; false if there is no such file or it is not ours. */
export function isExecutedWith(file: string, inputs: string): boolean {
  try {
    return readNotebook(file).metadata.telltale?.inputs === inputs;
  } catch {
    return false;
  }
}

/**
 * Finishes an executed notebook: numbers its cells in their order, also the empty ones, to which Jupyter gives no number,
 * and notes the inputs it was executed with.
 *
 * @param inputs  Left out of notebooks that will be committed: the data's files have other times on other machines.
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

/**
 * Says why nbconvert did not execute a notebook to its end.
 *
 * @param errors  What it wrote to stderr.
 * @param status  Its exit code, or the signal that ended it.
 * @returns       The failed cell and its error without frames of stacks; without such a cell, its last lines.
 */
export function executionFailure(errors: string, status: number | string): string {
  const cell = errors.lastIndexOf('CellExecutionError:');
  if (cell >= 0)
    return `a cell failed. ${errors
      .slice(cell)
      .replace(/^\s+at .*\n/gm, '')
      .trim()}`;
  const said = errors.trim().split('\n').slice(-5).join('\n');
  return `nbconvert ended with ${status}; it said: ${said || 'nothing'}`;
}
