/** Memory: tensors over steps, resident memory over models, and the peak beside PyTorch's. */
import type { BenchResult } from './bench';
import { peersFolder, runForJson, torchPython } from './side-by-side';
import { RUN_TYPESCRIPT } from '../lib/base';

/** Runs the yardstick in a child process and prints its peak of resident megabytes. */
const TORCH_PEAK = `import json, resource, subprocess, sys
subprocess.run([sys.executable, "torch_steps.py", "--threads", "1", "--only", "lstm-vae", "--seconds", "6"],
               check=True, stdout=subprocess.DEVNULL)
print(json.dumps(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024))`;

const measureOurs = <T>(...args: string[]): T => {
  const env = { ...process.env, TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' };
  return runForJson<T>([process.execPath, '--expose-gc', ...RUN_TYPESCRIPT, 'bench/memory-worker.ts', ...args], {
    env,
  });
};

/** Measures each in its own process. */
export function memory(): BenchResult {
  const tensors = {
    eager: measureOurs<number[]>('tensors', 'eager'),
    captured: measureOurs<number[]>('tensors', 'captured'),
  };
  const models = measureOurs<number[]>('models');
  const peak = {
    ours: measureOurs<number>('peak', 'lstm-vae', '32'),
    transformer: measureOurs<number>('peak', 'anomaly-transformer', '32'),
    theirs: runForJson<number>([torchPython(), '-c', TORCH_PEAK], { cwd: peersFolder() }),
  };
  const span = (values: readonly number[]) => `${Math.min(...values)} to ${Math.max(...values)}`;
  const beside = (megabytes: number) => `${megabytes.toFixed(0)}, ${(megabytes / peak.theirs).toFixed(2)}`;
  const [second, last] = [models[1], models[models.length - 1]];
  return {
    title: 'memory of training the LSTM-VAE',
    table: {
      columns: ['', 'measured'],
      rows: [
        ['tensors over 1,000 eager steps', span(tensors.eager)],
        ['tensors over 1,000 captured steps', span(tensors.captured)],
        [
          `resident MB after each of ${models.length} models`,
          `${span(models)}; after the second ${second}, after the last ${last}`,
        ],
        ['peak resident MB, PyTorch', peak.theirs.toFixed(0)],
        ['peak resident MB, ours, and ratio', beside(peak.ours)],
        ['peak resident MB, full Anomaly Transformer, batch of 32', peak.transformer.toFixed(0)],
      ],
    },
    data: { tensors, models, peak },
  };
}
