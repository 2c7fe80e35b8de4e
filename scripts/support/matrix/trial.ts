/** What is tried with one Node and one Python: set-up, tests, an experiment and a notebook, in a copy of its own. */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { outputLines, type Notebook } from '../notebook-outputs';
import { copyWorkingTree } from '../working-tree';
import type { Combination } from './combinations';

/** What one step printed, and how long it took. */
interface Step {
  readonly name: string;
  readonly seconds: number;
}

export interface Trial extends Combination {
  /** Whole version of Node. */
  readonly nodeVersion: string;
  readonly arch: string;
  readonly steps: readonly Step[];
  /** Every figure of the experiment and the notebook, but times: equal with every Node and Python of one machine. */
  readonly figures: readonly string[];
  /** Why a step failed; undefined where all passed. */
  readonly failure?: string;
}

const NOTEBOOK = '01-eda';

/**
 * Tries one combination. Its copy of the working tree is removed at the end.
 *
 * @param programs  Node's program and Python's.
 * @param folder    Where the copy and the logs lie.
 * @param say       Told what begins.
 */
export async function tryCombination(
  combination: Combination,
  {
    programs,
    folder,
    say,
  }: { programs: { node: string; python: string }; folder: string; say: (text: string) => void },
): Promise<Trial> {
  const name = `node-${combination.node}-python-${combination.python}`;
  const [copy, log] = [path.join(folder, name), path.join(folder, `${name}.log`)];
  fs.rmSync(copy, { recursive: true, force: true });
  fs.writeFileSync(log, '');
  const { stdout: nodeVersion } = spawnSync(programs.node, ['--version'], { encoding: 'utf8' });
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${path.dirname(programs.node)}${path.delimiter}${process.env.PATH}`,
    TELLTALE_PYTHON: programs.python,
    INIT_CWD: copy,
  };
  const results = path.join(copy, 'results');
  const [tables, figure, warnings] = ['matrix.json', 'first-figure.png', 'warnings.log'].map((file) =>
    path.join(results, file),
  );
  // The one that npm run reproduce begins with.
  const experiment = '--model lstm-vae --channels D-1 --workers 1 --no-store'.split(' ');
  const script = (file: string, ...options: string[]) => [
    '--import',
    './scripts/typescript.mjs',
    path.join('scripts', file),
    ...options,
  ];
  const commands: readonly [string, string[]][] = [
    ['set-up', [path.join('scripts', 'setup.mjs')]],
    ['tests', [path.join('node_modules', 'mocha', 'bin', 'mocha.js'), 'test/runtime/**/*.test.ts']],
    ['experiment', script('experiment.ts', ...experiment, '--tables', tables, '--figure', figure)],
    ['notebook', script('reproduce.ts', '--only', NOTEBOOK, '--profile', 'smoke')],
  ];
  const steps: Step[] = [];
  const trial = { ...combination, nodeVersion: nodeVersion.trim().slice(1), arch: process.arch, steps };
  try {
    copyWorkingTree(copy);
    fs.mkdirSync(results, { recursive: true });
    for (const [step, args] of commands) {
      say(`${name}: ${step}`);
      const started = Date.now();
      // Also those of the kernel, which end in no output of a command. What npm itself uses is not looked at.
      const redirected = { ...environment, NODE_OPTIONS: `--redirect-warnings=${JSON.stringify(warnings)}` };
      const how = { cwd: copy, environment: step === 'set-up' ? environment : redirected, log };
      const failure = (await run(programs.node, args, how)) ?? warned(warnings);
      steps.push({ name: step, seconds: (Date.now() - started) / 1000 });
      if (failure) return { ...trial, figures: [], failure: `${step}: ${failure}` };
    }
    const notebook = path.join(results, 'notebooks', `${NOTEBOOK}.ipynb`);
    return { ...trial, figures: [...tableFigures(tables), ...notebookFigures(notebook)] };
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
}

/** Tells of a file that holds a warning that something is deprecated; undefined where it holds none. */
function warned(file: string): string | undefined {
  const warning = fs.existsSync(file) ? deprecationIn(fs.readFileSync(file, 'utf8')) : undefined;
  return warning && `a warning reaches the user: ${warning}`;
}

/** Runs one step; gives its last words if it fails or warns that it uses what Node will drop. */
function run(
  program: string,
  args: readonly string[],
  { cwd, environment, log }: { cwd: string; environment: NodeJS.ProcessEnv; log: string },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        fs.appendFileSync(log, chunk);
        said = (said + chunk.toString()).slice(-20_000);
      });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => {
      if (code !== 0) resolve(`ended with ${code}: ${said.trim().split('\n').slice(-3).join(' ')}`);
      else resolve(warned(log));
    });
  });
}

/** Finds the first line in which Node or Python warns that something is deprecated. */
export function deprecationIn(text: string): string | undefined {
  return text.split('\n').find((line) => /\bDeprecationWarning\b|\[DEP\d{4}\]|ExperimentalWarning/.test(line));
}

/** Lists the figures of the experiment's tables, without its seconds. */
function tableFigures(file: string): string[] {
  const { tables } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
    tables: { columns: (string | { heading: string })[]; rows: unknown[][] }[];
  };
  return tables.flatMap(({ columns, rows }) => {
    const headings = columns.map((column) => (typeof column === 'string' ? column : column.heading));
    const kept = headings.flatMap((heading, i) => (heading === 'Seconds' ? [] : [i]));
    return rows.map((row) => kept.map((i) => `${headings[i]} ${String(row[i])}`).join(', '));
  });
}

/** Lists what a notebook shows, without the version of Node that it names. */
function notebookFigures(file: string): string[] {
  const notebook = JSON.parse(fs.readFileSync(file, 'utf8')) as Notebook;
  return outputLines(notebook).map(({ place, text }) => `${place}: ${text.replace(/\bNode \d+\.\d+\.\d+/g, 'Node')}`);
}
