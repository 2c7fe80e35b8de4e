/** One training step of each detector beside PyTorch's, on one core. */
import type { BenchResult } from './bench';
import { peersFolder, runForJson, sideBySide, torchPython } from './side-by-side';
import { stepCases } from './step-cases';
import type { StepMeasurement } from './step-worker';

const SECONDS = 4;

/** Measures our step on one core with one thread, as `measureTorch` measures PyTorch's. */
function measureOurs(name: string, mode: string): StepMeasurement {
  const env = { ...process.env, TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' };
  const worker = [process.execPath, '--import', 'tsx', 'bench/step-worker.ts', name, String(SECONDS), mode];
  return runForJson<StepMeasurement>(worker, { env, cores: 1 });
}

function measureTorch(name: string): number {
  const script = [torchPython(), 'torch_steps.py', '--threads', '1', '--only', name, '--seconds', String(SECONDS)];
  return runForJson<{ msPerStep: number }>(script, { cwd: peersFolder(), cores: 1 }).msPerStep;
}

/** Measures the captured step of every detector beside PyTorch's eager one, five pairs each. */
export function trainingSteps(only = Object.keys(stepCases)): BenchResult {
  const data = only.map((name) => {
    const { torch, target } = stepCases[name];
    const measurements: StepMeasurement[] = [];
    const ours = () => {
      measurements.push(measureOurs(name, 'captured'));
      return measurements[measurements.length - 1].msPerStep;
    };
    const pairs = sideBySide(ours, () => measureTorch(torch));
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
  const stock = () => measureOurs('lstm-vae', 'stock').msPerStep;
  const eager = sideBySide(() => measureOurs('lstm-vae', 'eager').msPerStep, stock);
  const captured = sideBySide(() => measureOurs('lstm-vae', 'captured').msPerStep, stock);
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
