/** npm run verify [-- --only 01-eda] [--data DIR]: runs the notebooks again and compares all committed numbers. */
import { Command } from 'commander';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findSmapMsl } from '../lib/data';
import { counted, REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../lib/base';
import { chooseNotebooks } from './support/choose-notebooks';
import { fromInvocation, readJson, runCommand } from './support/command';
import { compareOutputs } from './support/compare-outputs';
import { committedSettings, type Notebook } from './support/notebook-outputs';
import { realNumber } from './support/numbers';

/** Differences shown for each output: a figure may differ in thousands of points. */
const DIFFERENCES_SHOWN = 3;

interface Options {
  notebooks: string;
  only?: string;
  data?: string;
  executed?: string;
  tolerance: number;
}

const command = new Command('npm run verify --')
  .description(
    'Executes every notebook with the profile, seed and data of its committed outputs, and compares all numbers.',
  )
  .option('--notebooks <folder>', 'the committed notebooks, relative to the repository', 'notebooks')
  .option('--only <names>', 'notebooks to run, by name or a part of it, commas between them: 01-eda,anogan')
  .option('--data <folder>', 'the telemetry (default: TELLTALE_DATA, data/smap-msl or simulated)')
  .option('--executed <folder>', 'do not run anything: compare with the notebooks executed in this folder')
  .option(
    '--tolerance <relative>',
    'relative difference of numbers to accept, for another machine',
    realNumber(0, 1),
    0,
  );

function readNotebook(file: string): Notebook {
  const notebook = readJson(file, 'a notebook') as Partial<Notebook> | null;
  if (!Array.isArray(notebook?.cells)) throw new Error(`${file}: expected a notebook, found no cells.`);
  return notebook as Notebook;
}

/**
 * Lists the notebooks to verify.
 *
 * @throws If the folder holds no notebook, or lacks one that `--only` asks for.
 */
function notebooksOf({ notebooks, only }: Options): string[] {
  const folder = path.resolve(REPOSITORY_ROOT, notebooks);
  const files = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  const all = files
    .filter((file) => file.endsWith('.ipynb'))
    .map((file) => path.basename(file, '.ipynb'))
    .sort();
  if (all.length === 0) throw new Error(`--notebooks ${folder}: expected notebooks to verify, found none.`);
  return chooseNotebooks(all, only);
}

/**
 * Runs one notebook as `npm run reproduce` does.
 *
 * @returns Why it failed; undefined if it ran.
 */
function execute(name: string, options: { output: string; profile: string; data: string; seed?: string }) {
  const { output, profile, data, seed } = options;
  const script = [path.join('scripts', 'reproduce.ts'), '--only', name, '--output', output];
  const args = [...RUN_TYPESCRIPT, ...script, '--profile', profile, '--data', data];
  const env = { ...process.env, TELLTALE_SEED: seed ?? '0' };
  return new Promise<string | undefined>((resolve) => {
    const child = spawn(process.execPath, args, { cwd: REPOSITORY_ROOT, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)));
    child.on('close', (code) => resolve(code === 0 ? undefined : errors.trim() || `ended with code ${code}`));
  });
}

/** Prints the first differences of each output, and how many more there are. */
function showDifferences(differences: readonly string[]): void {
  const outputs = new Map<string, string[]>();
  for (const difference of differences) {
    const output = /^cell \d+(, output \d+)?, [^,:]*/.exec(difference)![0];
    const lines = outputs.get(output);
    if (lines) lines.push(difference);
    else outputs.set(output, [difference]);
  }
  for (const [output, lines] of outputs) {
    for (const line of lines.slice(0, DIFFERENCES_SHOWN)) console.log(`  ${line}`);
    if (lines.length > DIFFERENCES_SHOWN) console.log(`  ${output}: ${lines.length - DIFFERENCES_SHOWN} more`);
  }
}

interface Verdict {
  readonly ran: boolean;
  readonly identical: boolean;
}

/** Runs a notebook, unless it was executed before, and compares it. */
async function verify(name: string, output: string, options: Options): Promise<Verdict> {
  const committed = readNotebook(path.resolve(REPOSITORY_ROOT, options.notebooks, `${name}.ipynb`));
  const { tolerance } = options;
  if (options.executed !== undefined) return compare(name, { committed, output, tolerance, took: 'executed before' });
  const { profile = 'quick', seed, simulated: wasSimulated } = committedSettings(committed);
  const { root, simulated } = findSmapMsl({ data: fromInvocation(options.data) });
  const started = Date.now();
  const failure = await execute(name, { output, profile, data: root, seed });
  const took = `profile ${profile}, ${((Date.now() - started) / 1000).toFixed(0)} s`;
  if (failure !== undefined) {
    console.log(`${name}: FAILED (${took})\n  ${failure.replace(/\n/g, '\n  ')}`);
    return { ran: false, identical: false };
  }
  if (wasSimulated !== undefined && wasSimulated !== simulated) {
    const kind = (simulatedData: boolean) => (simulatedData ? 'simulated' : 'real');
    console.log(
      `${name}: runs (${took}), but was committed with ${kind(wasSimulated)} telemetry; here it is ${kind(simulated)}`,
    );
    return { ran: true, identical: false };
  }
  return compare(name, { committed, output, tolerance, took });
}

/** Compares a committed notebook with its new outputs. */
function compare(
  name: string,
  { committed, output, tolerance, took }: { committed: Notebook; output: string; tolerance: number; took: string },
): Verdict {
  const again = readNotebook(path.join(output, `${name}.ipynb`));
  const { numbers, differences } = compareOutputs(committed, again, tolerance);
  const verdict =
    differences.length === 0
      ? 'identical'
      : `${counted(differences.length, 'line')} ${differences.length === 1 ? 'differs' : 'differ'}`;
  console.log(`${name}: ${verdict}, ${counted(numbers, 'number')} compared (${took})`);
  showDifferences(differences);
  return { ran: true, identical: differences.length === 0 };
}

runCommand(command, async () => {
  const options = command.opts<Options>();
  const names = notebooksOf(options);
  const executed = fromInvocation(options.executed);
  const output = executed ?? fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-verify-'));
  try {
    const results: Verdict[] = [];
    for (const name of names) results.push(await verify(name, output, options));
    const [ran, identical] = [results.filter((each) => each.ran), results.filter((each) => each.identical)];
    console.log(
      `\n${ran.length} of ${counted(names.length, 'notebook')} run; the outputs of ${identical.length} are identical.`,
    );
    if (identical.length < names.length)
      throw new Error(`${names.length - identical.length} of ${names.length} differ.`);
  } finally {
    if (!executed) fs.rmSync(output, { recursive: true, force: true });
  }
});
