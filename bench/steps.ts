/** One training step of each detector beside PyTorch's, on one core. */
import path from 'node:path';
import { REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../lib/base';
import type { BenchResult } from './bench';
import { peersFolder, runForJson, sideBySide, torchPython, type RunOptions } from './side-by-side';
import { stepCases } from './step-cases';
import type { StepMeasurement, StepRun } from './step-worker';

export interface StepOptions extends RunOptions {
  readonly seconds: number;
  /** Default captured. */
  readonly mode?: 'eager' | 'captured' | 'stock';
  /** How many steps' losses are asked for; default 0. */
  readonly losses?: number;
}

/** Measures our step in its own process. */
export function measureStep<Measured extends StepRun>(name: string, options: StepOptions): Measured {
  const { seconds, mode = 'captured', losses = 0, ...how } = options;
  const worker = ['bench/step-worker.ts', name, seconds, mode, losses].map(String);
  return runForJson<Measured>([process.execPath, ...RUN_TYPESCRIPT, ...worker], how);
}

export interface TorchOptions extends RunOptions {
  readonly seconds: number;
  readonly threads: number;
  readonly device: 'cpu' | 'cuda';
}

export interface TorchMeasurement {
  readonly msPerStep: number;
  readonly peakMb: number;
  /** Memory that all programs use on the GPU at the end; absent on a CPU. */
  readonly gpuMb?: number;
}

/** Measures the step of a yardstick in its own process. */
export function measureTorch(name: string, options: TorchOptions): TorchMeasurement {
  const { seconds, threads, device, ...how } = options;
  const asked = [device, '--threads', threads, '--only', name, '--seconds', seconds].map(String);
  const script = [torchPython(), path.join(REPOSITORY_ROOT, 'bench', 'torch_on_device.py'), ...asked];
  return runForJson<TorchMeasurement>(script, { cwd: peersFolder(), ...how });
}

const SECONDS = 4;

/** Measures our step on one core with one thread, as `torchOnOneCore` measures PyTorch's. */
function onOneCore(name: string, mode: StepOptions['mode']): StepMeasurement {
  const env = { ...process.env, TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' };
  return measureStep<StepMeasurement>(name, { seconds: SECONDS, mode, env, cores: 1 });
}

function torchOnOneCore(name: string): number {
  return measureTorch(name, { device: 'cpu', threads: 1, seconds: SECONDS, cores: 1 }).msPerStep;
}

/** Measures the captured step of every detector beside PyTorch's eager one, five pairs each. */
export function trainingSteps(only = Object.keys(stepCases)): BenchResult {
  const data = only.map((name) => {
    const { torch, target } = stepCases[name];
    const measurements: StepMeasurement[] = [];
    const ours = () => {
      measurements.push(onOneCore(name, 'captured'));
      return measurements[measurements.length - 1].msPerStep;
    };
    const pairs = sideBySide(ours, () => torchOnOneCore(torch));
    const { gflop, matmulGflops, ranAs, residentMb } = measurements[0];
    const rate = gflop / (pairs.medianOurs / 1000);
    return { name, ...pairs, target, ranAs, rate, matmulGflops, residentMb };
  });
  return {
    title: 'one training step on one core, median of five pairs measured in turn',
    table: {
      columns: ['model', 'ran as', 'ours (ms)', 'PyTorch (ms)', 'ratio', 'target', 'GFLOP/s', 'best product', 'share'],
      rows: data.map((row) => [
        row.name,
        row.ranAs,
        ...[row.medianOurs, row.medianTheirs, row.ratio].map((value) => value.toFixed(2)),
        row.target.toFixed(2),
        ...[row.rate, row.matmulGflops].map((value) => value.toFixed(0)),
        `${((100 * row.rate) / row.matmulGflops).toFixed(0)} %`,
      ]),
    },
    data,
  };
}

/** Measures the LSTM-VAE's step of tf.layers, and ours, eager and captured. */
export function stockSteps(): BenchResult {
  const stock = () => onOneCore('lstm-vae', 'stock').msPerStep;
  const eager = sideBySide(() => onOneCore('lstm-vae', 'eager').msPerStep, stock);
  const captured = sideBySide(() => onOneCore('lstm-vae', 'captured').msPerStep, stock);
  const row = (name: string, ms: number, against: number) => [name, ms.toFixed(2), (against / ms).toFixed(1)];
  return {
    title: 'LSTM-VAE training step on one core beside stock tf.layers, median of five pairs measured in turn',
    table: {
      columns: ['', 'ms', 'times faster than stock'],
      rows: [
        row('tf.layers', captured.medianTheirs, captured.medianTheirs),
        row('eager', eager.medianOurs, eager.medianTheirs),
        row('captured', captured.medianOurs, captured.medianTheirs),
      ],
    },
    data: { eager, captured },
  };
}
