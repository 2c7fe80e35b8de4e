/** Runs units one after another in this process, or side by side in worker processes. */
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import workerpool from 'workerpool';
import { REPOSITORY_ROOT } from '../data/index';
import { runUnit, type EpochProgress, type Unit, type UnitResult } from './unit';

export interface RunUnitsOptions {
  /** Processes; 1 stays in this one. */
  readonly workers: number;
  readonly onEpoch?: (unit: Unit, progress: EpochProgress) => void;
  readonly onDone?: (unit: Unit) => void;
  /** Once aborted, units that have begun are dropped and no further one is begun. */
  readonly signal?: AbortSignal;
}

/**
 * @returns The results in the order of the units, whatever the order they were finished in; undefined where an abort came
 *          first. They do not depend on the number of workers.
 * @throws  The first unit's failure, naming its channel.
 */
export async function runUnits(units: readonly Unit[], options: RunUnitsOptions): Promise<(UnitResult | undefined)[]> {
  return options.workers > 1 ? runInWorkers(units, options) : runHere(units, options);
}

async function runHere(units: readonly Unit[], { onEpoch, onDone, signal }: RunUnitsOptions) {
  const results: (UnitResult | undefined)[] = units.map(() => undefined);
  for (const [i, unit] of units.entries()) {
    if (signal?.aborted) break;
    const result = await runUnit(unit, { onEpoch: (progress) => onEpoch?.(unit, progress), signal });
    if (signal?.aborted) break; // half-trained: no result
    results[i] = result;
    onDone?.(unit);
  }
  return results;
}

async function runInWorkers(units: readonly Unit[], { workers, onEpoch, onDone, signal }: RunUnitsOptions) {
  const pool = workerpool.pool(path.join(REPOSITORY_ROOT, 'lib', 'experiments', 'worker.ts'), {
    workerType: 'process',
    maxWorkers: workers,
    forkOpts: {
      execArgv: ['--import', pathToFileURL(require.resolve('tsx', { paths: [REPOSITORY_ROOT] })).href],
      env: { ...process.env, TF_NUM_INTRAOP_THREADS: String(threadsPerWorker(workers)) },
    },
  });
  const end = () => void pool.terminate(true);
  signal?.addEventListener('abort', end);
  try {
    return await Promise.all(
      units.map(async (unit) => {
        try {
          const on = (progress: EpochProgress) => onEpoch?.(unit, progress);
          const result = (await pool.exec('runUnit', [unit], { on })) as UnitResult;
          onDone?.(unit);
          return result;
        } catch (error) {
          if (signal?.aborted) return undefined;
          throw new Error(`${unit.channel}: ${error instanceof Error ? error.message : String(error)}`, {
            cause: error,
          });
        }
      }),
    );
  } finally {
    signal?.removeEventListener('abort', end);
    await pool.terminate(true);
  }
}

/** Each worker gets its share of the cores, so that together they do not ask for more than there are. */
function threadsPerWorker(workers: number): number {
  return Math.max(1, Math.floor(os.availableParallelism() / workers));
}
