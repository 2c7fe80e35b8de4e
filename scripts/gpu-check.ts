/** npm run gpu-check [-- --cpu --models NAMES --budget SECONDS --json FILE]: whether detectors train on this machine's GPU. */
import { Command } from 'commander';
import os from 'node:os';
import path from 'node:path';
import { everyStep, type StepCase } from '../bench/step-cases';
import { counted, makeFolder, REPOSITORY_ROOT, writeFileAtomic } from '../lib/base';
import { toMarkdown } from '../lib/tables';
import { firstGpu } from '../bench/gpu';
import { fromInvocation, requireWritable, runCommand } from './support/command';
import { checkSteps, type CheckedStep } from './support/gpu-check/check-steps';
import { TOLERANCES } from './support/gpu-check/compare-losses';
import { describeMachine, findTorch, measuresOn, selfTest } from './support/gpu-check/machine';
import { checkAsJson, checkTable, faultsOf } from './support/gpu-check/report';
import { listOf, wholeNumber } from './support/numbers';

interface Options {
  readonly cpu?: boolean;
  readonly models?: readonly string[];
  readonly budget: number;
  readonly json?: string;
}

const command = new Command('npm run gpu-check --')
  .description('Checks whether every detector trains on the GPU as on the CPU, and times it beside PyTorch.')
  .option('--cpu', 'without a GPU: the same on the CPU, beside itself')
  .option(
    '--models <names>',
    `some of ${Object.keys(everyStep).join(', ')}; commas between them`,
    listOf(Object.keys(everyStep)),
  ) // prettier-ignore
  .option('--budget <seconds>', 'what is not measured by then is left out', wholeNumber(10, 1e6), 540)
  .option('--json <file>', 'where the figures to send back go (default: results/gpu-check.json)');

runCommand(command, () => {
  const { cpu = false, models = Object.keys(everyStep), budget, json } = command.opts<Options>();
  const gpu = cpu ? undefined : firstGpu();
  if (!cpu && gpu === undefined) {
    throw new Error(
      'nvidia-smi lists no GPU on this machine, and gpu-check needs one; --cpu checks the command itself.',
    );
  }
  const file = fromInvocation(json) ?? path.join(REPOSITORY_ROOT, 'results', 'gpu-check.json');
  if (json === undefined) makeFolder(path.dirname(file));
  requireWritable('--json', file);
  const began = performance.now();
  const spent = () => (performance.now() - began) / 1000;
  const say = (what: string) => console.error(`${spent().toFixed(0).padStart(4)} s of ${budget} s: ${what}`);
  say(gpu ? `${gpu.name}, driver ${gpu.driver}: self-test` : 'CPU: self-test');
  const machine = describeMachine(gpu);
  const tested = selfTest();
  say(`${tested}; looks for PyTorch`);
  const torch = findTorch(gpu);
  say(torch.missing ?? `PyTorch ${torch.version}`);
  const write = (steps: readonly CheckedStep[]) => {
    const versions = { ...versionsOf(steps), torch: torch.version };
    const check = { machine, versions, selfTest: tested, steps, budget, seconds: Math.round(spent()) };
    writeFileAtomic(file, withoutHome(`${JSON.stringify(checkAsJson(check), null, 2)}\n`));
  };
  const steps = checkSteps({
    steps: Object.fromEntries(models.map((name) => [name, everyStep[name] as StepCase])),
    measures: measuresOn(gpu),
    budget,
    spent,
    withoutTorch: torch.missing,
    say,
    onRow: write,
  });
  write(steps);
  console.log(toMarkdown(checkTable({ machine, steps })));
  const { oneLoss, game } = TOLERANCES;
  console.log(`\nLosses may differ by ${oneLoss.share} of the largest one, in games of two networks by ${game.share}.`);
  console.log(`To send back: ${file}`);
  const faults = faultsOf(steps);
  if (faults.length > 0) throw new Error(`${counted(faults.length, 'step')} of ${steps.length} with a fault.`);
  return Promise.resolve();
});

/** Takes the user's name out of what is sent back. */
function withoutHome(text: string): string {
  const home = os.homedir();
  return home.length > 1 ? text.replaceAll(home, '~') : text;
}

/** Which versions computed. */
function versionsOf(steps: readonly CheckedStep[]): Record<string, string | undefined> {
  const backend = steps.find(({ backends }) => backends !== undefined)?.backends?.device;
  return {
    tensorflow: backend?.tensorflow,
    tfjs: backend?.tfjs,
    kernels: backend?.kernels,
    node: process.versions.node,
  };
}
