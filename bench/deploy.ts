/** Exported detectors beside the library's: whether they agree, latency of a window, windows per second. */
import { detectorClasses } from '../lib/models/catalogue';
import type { Parity } from '../lib/pipeline';
import type { BenchResult } from './bench';
import type { DeployMeasurement, Timing } from './deploy-worker';
import { runForJson } from './side-by-side';
import { RUN_TYPESCRIPT } from '../lib/base';

/** Duration of each of two measurements for each of three ways to run. */
const SECONDS = 0.5;

/** Measures every detector of the catalogue, each in its own process on one core with one thread. */
export function deployment(): BenchResult {
  const env = { ...process.env, TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' };
  const data = Object.keys(detectorClasses).map((name) => {
    const worker = [process.execPath, ...RUN_TYPESCRIPT, 'bench/deploy-worker.ts', name, String(SECONDS)];
    return runForJson<DeployMeasurement>(worker, { env, cores: 1 });
  });
  const latency = (timing?: Timing) => (timing ? `${timing.p50.toFixed(2)} / ${timing.p99.toFixed(2)}` : '');
  const throughput = (timing?: Timing) => timing?.windowsPerSecond.toFixed(0) ?? '';
  const timings = (row: DeployMeasurement) => [row.library, row.served, row.runtime];
  return {
    title:
      'difference of scores (relative to the largest), latency of one window p50 / p99 in ms, windows per second in ' +
      'batches of 256; the library, SavedModel and ONNX Runtime on one core',
    table: {
      columns: [
        'detector',
        'SavedModel difference',
        'ONNX difference',
        'library (ms)',
        'SavedModel (ms)',
        'ONNX (ms)',
        'library (1/s)',
        'SavedModel (1/s)',
        'ONNX (1/s)',
      ],
      rows: data.map((row) => [
        row.detector,
        shownParity(row.savedModel),
        shownParity(row.onnx),
        ...timings(row).map(latency),
        ...timings(row).map(throughput),
      ]),
    },
    data,
  };
}

const shownParity = (parity: Parity): string =>
  'difference' in parity ? parity.difference.toExponential(1) : parity.reason;
