/**
 * npm run setup [-- --check]: installs everything that Telltale needs, on a machine that has only Node, Python and g++.
 * Every other command runs this first; if everything is in place, it takes a fraction of a second.
 */
import { accessSync, constants, existsSync, rmSync } from 'node:fs';
import { chooseDevice, currentBackend, setUpBackend, wheelFor } from './setup/addon.mjs';
import { kernelIsCurrent, registerKernel } from './setup/kernel.mjs';
import { kernelsAreCurrent, setUpKernels } from './setup/kernels.mjs';
import { installPackages, packagesAreCurrent } from './setup/packages.mjs';
import { withLock } from './setup/lock.mjs';
import { paths, root } from './setup/paths.mjs';
import { compilePython, installPython, pythonIsCurrent } from './setup/python.mjs';
import { endCommands, endCommandsOnSignals, explain, say, SetupError, systemFailure } from './setup/step.mjs';

const describe = ({ device, tensorflow, reason }) =>
  device === 'wasm' ? `WASM (${reason})` : `TensorFlow ${tensorflow} on ${device.toUpperCase()} (${reason})`;

function checkSystem() {
  if (process.platform === 'win32') {
    throw new SetupError(
      'Expected Linux or macOS, found Windows: set-up cannot link TensorFlow there.',
      'Run Telltale in WSL 2 (wsl --install, then clone and npm run setup inside it), or in a container; see environment.md.',
    );
  }
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupError(
      `Expected Node 20.19 or newer, found ${process.versions.node}.`,
      'Install Node 24, the newest with long-term support.',
    );
  }
}

/** Lists what is installed and what is missing: [{step, ok, detail}]. */
function inspect(choice) {
  const packages = packagesAreCurrent();
  const backend = packages ? currentBackend(choice.device) : undefined;
  // After a fallback the backend may need another wheel than the one first chosen.
  const wheel = backend?.wheel ?? wheelFor(backend?.device ?? choice.device);
  return [
    { step: 'npm packages', ok: packages },
    { step: 'Python environment', ok: pythonIsCurrent(wheel) },
    { step: 'tensor backend', ok: Boolean(backend), detail: backend && describe(backend) },
    { step: 'native kernels', ...(backend ? kernelsAreCurrent(backend) : { ok: false }) },
    { step: 'tslab kernel', ok: kernelIsCurrent() },
  ];
}

/** Prints the steps. */
function show(steps) {
  for (const { step, ok, refused, detail } of steps)
    say(`  ${refused ? 'without' : ok ? 'ok     ' : 'missing'} ${step}${detail ? `: ${detail}` : ''}`);
}

async function main() {
  checkSystem();
  const unknown = process.argv.slice(2).find((option) => !['--check', '--quiet'].includes(option));
  if (unknown) throw new SetupError(`Unknown option ${unknown}: expected --check or --quiet.`);
  const choice = chooseDevice();
  const before = inspect(choice);
  if (process.argv.includes('--check')) {
    show(before);
    process.exitCode = before.every(({ ok }) => ok) ? 0 : 1;
    return;
  }
  const quiet = process.argv.includes('--quiet');
  const fellBack = (backend) => backend && backend.device !== choice.device;
  // Called by name, set-up tries again for the better backend; before another command it uses what is installed.
  const again = !quiet && fellBack(currentBackend(choice.device));
  const refused = !quiet && before.some((step) => step.refused);
  if (before.every(({ ok }) => ok) && !again && !refused) {
    if (!quiet) show(before);
    return;
  }
  requireWritable();
  endCommandsOnSignals();
  await withLock(() => setUp(choice, again));
}

/** Checks before long work that every folder that set-up fills can be written to. */
function requireWritable() {
  for (const folder of [root, paths.modules, paths.venv].filter(existsSync)) accessSync(folder, constants.W_OK);
}

async function setUp(choice, again) {
  say('Setting up Telltale; the whole output of each step goes to setup.log.');
  rmSync(paths.log, { force: true });
  const installs = new Map();
  let compiled; // the packages of the first wheel, beside other steps
  const ensurePython = async (wheel) => {
    if (pythonIsCurrent(wheel)) return;
    await compiled;
    if (!installs.has(wheel)) installs.set(wheel, installPython(wheel));
    await installs.get(wheel);
  };
  // npm waits for the network while pip unpacks. Why pip failed is told where its wheel is needed.
  const python = ensurePython(wheelFor(choice.device)).catch(() => undefined);
  try {
    if (!packagesAreCurrent()) await installPackages();
  } catch (error) {
    endCommands();
    await python;
    throw error;
  }
  await python;
  // Beside g++, which compiles the addon with one core.
  if (installs.size > 0 && pythonIsCurrent(wheelFor(choice.device))) compiled = compilePython();
  const backend = (again ? undefined : currentBackend(choice.device)) ?? (await setUpBackend(choice, ensurePython));
  await ensurePython(backend.wheel ?? wheelFor(backend.device));
  const kernels = kernelsAreCurrent(backend);
  if (!kernels.ok || kernels.refused) await setUpKernels(backend);
  registerKernel();
  await compiled;
  say(`Ready: ${describe(backend)}.`);
}

main().catch((error) => {
  say('\nSet-up stopped.');
  const known = error instanceof SetupError ? error : systemFailure(error, root);
  if (known) explain(known);
  else process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
