/** What npm run gpu-check says of the machine, and how it runs its programs there. */
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT, messageOf } from '../../../lib/base';
import { driverCuda, onOneGpu, type Gpu } from '../../../bench/gpu';
import { peersFolder, ProgramError, runForJson, torchPython } from '../../../bench/side-by-side';
import { measureStep, measureTorch } from '../../../bench/steps';
import type { StepMeasurement, StepRun } from '../../../bench/step-worker';
import type { Measures } from './check-steps';
import { LOSS_STEPS } from './compare-losses';
import type { CheckedMachine } from './report';

/** How long a step is timed, each time. */
const SECONDS = 1;

/** Describes the machine, but for the names of its users and its host. */
export function describeMachine(gpu: Gpu | undefined): CheckedMachine {
  const [cpu] = os.cpus();
  return {
    device: gpu ? 'GPU' : 'CPU',
    ...(gpu && { gpu, driverCuda: driverCuda(), cuda: readCuda() }),
    cpu: cpu?.model,
    cores: os.availableParallelism(),
    memoryMb: Math.round(os.totalmem() / 2 ** 20),
    system: `${os.type()} ${os.release()}`,
    architecture: process.arch,
  };
}

/** Lists the machine's own CUDA libraries as set-up finds them, with what does not fit. */
function readCuda(): unknown {
  const cuda = path.join(REPOSITORY_ROOT, 'scripts', 'setup', 'cuda.mjs');
  const program = `import(${JSON.stringify(cuda)}).then(({ findCudaLibraries, misfits }) => {
    const libraries = findCudaLibraries();
    console.log(JSON.stringify({ libraries, misfits: misfits(libraries) }));
  });`;
  try {
    return runForJson([process.execPath, '-e', program], { timeout: 30_000 });
  } catch (error) {
    return { unknown: reasonOf(error) };
  }
}

const reasonOf = (error: unknown) => (error instanceof ProgramError ? error.reason : messageOf(error));

/** One thread: the threads of a CPU that others use, too, wait for each other. */
const ONE_THREAD = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' };

/**
 * Makes what measures the steps, all with the same seed: on the GPU beside all cores of the CPU, or on one core beside itself.
 * On a GPU, memory is what the program adds to what is used there at the start.
 */
export function measuresOn(gpu: Gpu | undefined): Measures {
  const onCpu = { ...process.env, CUDA_VISIBLE_DEVICES: '-1', ...(gpu ? {} : ONE_THREAD) };
  const env = gpu ? { ...process.env, ...onOneGpu(), TELLTALE_BACKEND: 'gpu' } : onCpu;
  const how = { env, seconds: SECONDS, ...(gpu ? {} : { cores: 1 }) };
  const own = <Measured extends { readonly gpuMb?: number }>(measured: Measured): Measured =>
    gpu && typeof measured.gpuMb === 'number' ? { ...measured, gpuMb: measured.gpuMb - gpu.usedMb } : measured;
  const torch = gpu
    ? { device: 'cuda' as const, threads: os.availableParallelism() }
    : { device: 'cpu' as const, threads: 1 };
  return {
    device: (name, timeout) => own(measureStep<StepMeasurement>(name, { ...how, losses: LOSS_STEPS, timeout })),
    cpu: (name, timeout) => measureStep<StepRun>(name, { env: onCpu, seconds: 0, losses: LOSS_STEPS, timeout }),
    ours: (name, timeout) => measureStep<StepMeasurement>(name, { ...how, timeout }),
    torch: (name, timeout) => own(measureTorch(name, { ...how, ...torch, timeout })),
  };
}

/** Multiplies two matrices through the addon, as set-up does; returns what it said, or why it failed. */
export function selfTest(): string {
  const addon = path.join(REPOSITORY_ROOT, 'scripts', 'setup', 'addon.mjs');
  const program = `import(${JSON.stringify(addon)})
    .then(({ selfTest }) => selfTest())
    .then(({ tensorflow, gpu }) => console.log(JSON.stringify('TensorFlow ' + tensorflow + (gpu ? ' on GPU' : ' on CPU'))))
    .catch((error) => { console.error(error.message); process.exitCode = 1; });`;
  try {
    return runForJson<string>([process.execPath, '-e', program], { timeout: 120_000 });
  } catch (error) {
    return `failed: ${reasonOf(error)}`;
  }
}

export interface Torch {
  readonly version?: string;
  /** Why steps are not timed beside it. */
  readonly missing?: string;
}

const ASK_TORCH = 'import json, torch; print(json.dumps([torch.__version__, torch.cuda.is_available()]))';

/** Finds PyTorch and its yardsticks. */
export function findTorch(gpu: Gpu | undefined): Torch {
  try {
    const env = { ...process.env, ...(gpu && onOneGpu()) };
    const [version, cuda] = runForJson<[string, boolean]>([torchPython(), '-c', ASK_TORCH], { env, timeout: 120_000 });
    if (gpu && !cuda) return { version, missing: `PyTorch ${version} sees no GPU` };
    peersFolder();
    return { version };
  } catch (error) {
    if (error instanceof ProgramError) return { missing: `no PyTorch in ${torchPython()} (${error.reason})` };
    return { missing: messageOf(error) };
  }
}
