/** npm run reproduce [-- --profile quick] [--data DIR] [--only 01-eda]: executes the notebooks into results/. */
import { Command } from 'commander';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { findSmapMsl } from '../lib/data';
import { REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../lib/base';
import { parseProfile, profileNames, type ProfileName } from '../lib/models';
import { chooseNotebooks } from './support/choose-notebooks';
import { fromInvocation, runCommand } from './support/command';
import { executionFailure, finishNotebook, isExecutedWith, notebookInputs } from './support/executed-notebook';
import { linkLibrary } from './support/notebook-text';

const notebookFolder = path.join(REPOSITORY_ROOT, 'notebooks');
const jupyter = path.join(REPOSITORY_ROOT, '.venv', 'bin', 'jupyter');

/** How often to say that a notebook still runs; one may take minutes. */
const SIGN_OF_LIFE_MS = 20_000;

const command = new Command('npm run reproduce --')
  .description('Executes the notebooks from a fresh kernel and says where the results are.')
  .option('--profile <name>', profileNames.join(', '), parseProfile, 'quick')
  .option(
    '--data <folder>',
    'telemetry with train/, test/ and labeled_anomalies.csv (default: data/smap-msl or simulated)',
  )
  .option('--only <names>', 'notebooks to run, by name or a part of it, commas between them: 01-eda,anogan')
  .option(
    '--output <folder>',
    'folder for the executed notebooks, relative to the repository',
    path.join('results', 'notebooks'),
  )
  .option('--in-place', 'write the outputs into notebooks/ instead, to be committed')
  .option(
    '--force',
    'also run notebooks whose cells, sources, data and settings have not changed since they were executed',
  );

/** Said first and last: who sees figures must know what they are of. */
const SIMULATED_NOTE =
  'These are simulated channels, and no figure of theirs says anything about SMAP or MSL. For the real telemetry run ' +
  'npm run data, then this command again.';

interface Options {
  profile: ProfileName;
  data?: string;
  only?: string;
  output: string;
  inPlace?: boolean;
  force?: boolean;
}

/** Lists the notebooks' names without ending, in the order of their numbers. */
function notebookNames(): string[] {
  return fs
    .readdirSync(notebookFolder)
    .filter((file) => file.endsWith('.ipynb'))
    .map((file) => path.basename(file, '.ipynb'))
    .sort();
}

/**
 * Runs one notebook through nbconvert.
 *
 * @throws If a cell fails; the message holds the cell and its error.
 */
function execute(name: string, output: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const from = path.join(notebookFolder, `${name}.ipynb`);
  const args = ['nbconvert', '--to', 'notebook', '--execute', '--log-level', 'ERROR', '--output-dir', output, from];
  // Jupyter's own 60 seconds are too few for a kernel on a slow or emulated machine.
  args.push('--ExecutePreprocessor.startup_timeout=600');
  return new Promise((resolve, reject) => {
    const child = spawn(jupyter, args, { env: environment, stdio: ['ignore', 'inherit', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-8000)));
    child.on('error', (error) =>
      reject(new Error(`${jupyter} could not be started (${error.message}). Run npm run setup.`)),
    );
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${name}: ${executionFailure(errors, code ?? signal ?? 'no exit code')}`));
    });
  });
}

/**
 * Trains one detector and draws its scores before the notebooks, so that there is a figure after seconds. It fails only
 * where no notebook would run either, and they say more; so its exit code is not looked at.
 */
function drawFirstFigure(environment: NodeJS.ProcessEnv): Promise<void> {
  const experiment = path.join(REPOSITORY_ROOT, 'scripts', 'experiment.ts');
  const file = path.join(REPOSITORY_ROOT, 'results', 'first-figure.png');
  const options = ['--model', 'lstm-vae', '--channels', 'D-1', '--workers', '1', '--figure', file];
  console.log('First an LSTM-VAE on one channel, and its figure:');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...RUN_TYPESCRIPT, experiment, ...options], {
      cwd: REPOSITORY_ROOT,
      env: { ...environment, INIT_CWD: REPOSITORY_ROOT },
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('close', () => resolve());
  });
}

runCommand(command, async () => {
  const { profile, data, only, output, inPlace, force } = command.opts<Options>();
  if (!fs.existsSync(jupyter))
    throw new Error('Expected Jupyter in .venv to execute the notebooks, found none. Run npm run setup.');
  const names = chooseNotebooks(notebookNames(), only);
  const { root, simulated } = findSmapMsl({ data: fromInvocation(data) });
  console.log(`Telemetry: ${simulated ? 'SIMULATED channels in ' : ''}${root}; profile ${profile}`);
  if (simulated) console.log(SIMULATED_NOTE);
  const target = inPlace ? notebookFolder : path.resolve(REPOSITORY_ROOT, output);
  fs.mkdirSync(target, { recursive: true });
  linkLibrary(target);
  const environment = { ...process.env, TELLTALE_PROFILE: profile, TELLTALE_DATA: root };
  if (only === undefined) await drawFirstFigure(environment);
  for (const [i, name] of names.entries()) {
    const started = Date.now();
    const place = `[${i + 1}/${names.length}] ${name}`;
    const executed = path.join(target, `${name}.ipynb`);
    const inputs = inPlace ? undefined : notebookInputs(path.join(notebookFolder, `${name}.ipynb`), root, environment);
    if (inputs && !force && isExecutedWith(executed, inputs)) {
      console.log(`${place}: unchanged since it was executed; --force runs it again`);
      continue;
    }
    console.log(`${place} ...`);
    const seconds = () => ((Date.now() - started) / 1000).toFixed(0);
    const alive = setInterval(() => console.log(`${place}: running, ${seconds()} s`), SIGN_OF_LIFE_MS);
    await execute(name, target, environment).finally(() => clearInterval(alive));
    finishNotebook(executed, inputs);
    console.log(`${place} done in ${seconds()} s`);
  }
  console.log(
    `\nExecuted notebooks: ${target}\nTo read them, or to step through a working copy of notebooks/, run npm run lab.`,
  );
  if (simulated) console.log(SIMULATED_NOTE);
});
