/** Runs cells of code in a fresh kernel of the notebooks, in a folder of their own from which ./lib can be imported. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { makeFolder, REPOSITORY_ROOT } from '../../../lib/base';
import { linkLibrary } from '../notebook-text';

/** What became of a cell. */
export interface CellRun {
  /** `timeout`: it was stopped at the limit. `died`: the kernel ended. */
  readonly status: 'ok' | 'error' | 'timeout' | 'died';
  /** What it said on standard error, cut to 20,000 characters. */
  readonly said: string;
}

const python = path.join(REPOSITORY_ROOT, '.venv', 'bin', 'python');

/**
 * Runs cells one after the other; those after a failure run too. Files that they write are removed.
 *
 * @param seconds  For each cell.
 * @param signal   Ends the kernel.
 * @returns        One result a cell.
 * @throws         If there is no kernel, it does not start, or it was ended.
 */
export async function runCells(cells: readonly string[], seconds: number, signal?: AbortSignal): Promise<CellRun[]> {
  if (!fs.existsSync(python)) throw new Error('Expected Jupyter in .venv to run cells, found none. Run npm run setup.');
  const results = path.join(REPOSITORY_ROOT, 'results');
  makeFolder(results);
  const folder = fs.mkdtempSync(path.join(results, 'grading-'));
  try {
    linkLibrary(folder);
    return JSON.parse(await callPython(JSON.stringify({ cells, seconds }), folder, signal)) as CellRun[];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function callPython(input: string, folder: string, signal?: AbortSignal): Promise<string> {
  const environment = { ...process.env, TELLTALE_PROFILE: 'smoke', JUPYTER_PATH: jupyterPath() };
  return new Promise((resolve, reject) => {
    const child = spawn(python, [path.join(__dirname, 'run-cells.py')], { cwd: folder, env: environment, signal });
    let [output, errors] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)));
    // An abort is an error too; it ends with the process, which ends its kernel first.
    child.on('error', (error) => error.name !== 'AbortError' && reject(error));
    child.on('close', (code) => {
      if (code === 0) return resolve(output);
      if (signal?.aborted) return reject(new Error('Interrupted: the notebook that ran has no points.'));
      const last = errors.trim().split('\n').at(-1);
      reject(new Error(`The kernel of the notebooks could not be used (${last}). Run npm run setup.`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

const jupyterPath = (): string => path.join(REPOSITORY_ROOT, '.venv', 'share', 'jupyter');

/** Where the stack begins, of Node or of the kernel: the place in a cell. */
const PLACE = /^\s+(at |line \d+:|cell \[\d+\], line \d+:)/;
const MOST = 300;

/** Picks the sentence from what a failed cell said: without the place, and without the name of a check's error. */
export function reasonOf({ status, said }: CellRun, seconds: number): string {
  if (status === 'timeout') return `It did not end within ${seconds} s.`;
  if (status === 'died') return 'It ended the kernel.';
  // eslint-disable-next-line no-control-regex
  const lines = said.replace(/\u001b\[[0-9;]*m/g, '').split('\n');
  // Node shows the line that threw, and a caret below it, before the message.
  const caret = lines.findIndex((line) => /^\s*\^+\s*$/.test(line));
  const own = lines.slice(caret + 1);
  const place = own.findIndex((line) => PLACE.test(line));
  const message = own.slice(0, place < 0 ? undefined : place).join(' ');
  const sentence = message
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(Check|Error): /, '');
  return sentence.length > MOST ? `${sentence.slice(0, MOST - 3)}...` : sentence || 'It failed and said nothing.';
}
