/** Units on this machine: one after another in this process, or side by side in worker processes. */
import { messageOf } from '../base/index';
import type { PlannedUnit, UnitRecord } from './store/job-record';
import { executeUnit } from './execute-job';
import { executor as defaultExecutor } from './executor';
import type { QueueEventHandlers } from './job-queue';
import { threadsPerWorker, UnitWorker, WorkerLost, type WorkerOptions } from './job-worker';

/** How often a unit is begun anew when its process dies under it. An error of its own would only come again. */
export const ATTEMPTS = 3;

export interface LocalQueueOptions extends QueueEventHandlers, Omit<WorkerOptions, 'threads'> {
  /** Processes; 1 stays in this one, unless its memory is to be bounded. */
  readonly workers: number;
}

/**
 * Runs units on this machine. A unit that fails is reported and the rest go on; one whose process is killed is tried again.
 *
 * @throws What `onRecord` throws.
 */
export async function runLocally(units: readonly PlannedUnit[], options: LocalQueueOptions): Promise<void> {
  const { workers, memoryMb, executorModule } = options;
  const apart = workers > 1 || memoryMb !== undefined || executorModule !== undefined;
  return apart ? runInWorkers(units, options) : runHere(units, options);
}

async function runHere(units: readonly PlannedUnit[], options: LocalQueueOptions): Promise<void> {
  const { signal, onEpoch, isDone, onRecord, onFailure } = options;
  for (const planned of units) {
    if (signal?.aborted) return;
    if (isDone?.(planned)) continue;
    let record: UnitRecord | undefined;
    try {
      const run = { signal, onEpoch: (progress: { epoch: number; loss: number }) => onEpoch?.(planned, progress) };
      record = await executeUnit(planned, defaultExecutor, run);
    } catch (error) {
      onFailure(planned, messageOf(error));
      continue;
    }
    if (record) onRecord(record);
  }
}

async function runInWorkers(units: readonly PlannedUnit[], options: LocalQueueOptions): Promise<void> {
  const { memoryMb, executorModule, signal } = options;
  const count = Math.max(1, Math.min(options.workers, units.length));
  const settings = { threads: threadsPerWorker(count), memoryMb, executorModule };
  const workers = Array.from({ length: count }, () => new UnitWorker(settings));
  const stop = () => workers.forEach((worker) => worker.stop());
  signal?.addEventListener('abort', stop);
  process.once('exit', stop);
  const waiting = [...units];
  try {
    await Promise.all(workers.map((worker) => serve(worker, waiting, options)));
  } finally {
    stop();
    signal?.removeEventListener('abort', stop);
    process.off('exit', stop);
  }
}

/** Takes units off the list until it is empty. */
async function serve(worker: UnitWorker, waiting: PlannedUnit[], options: LocalQueueOptions): Promise<void> {
  const { signal, isDone, onRecord, onFailure } = options;
  for (let planned = waiting.shift(); planned; planned = waiting.shift()) {
    if (signal?.aborted) return;
    if (isDone?.(planned)) continue;
    const outcome = await attempt(worker, planned, options);
    if (signal?.aborted) return;
    if (typeof outcome === 'string') onFailure(planned, outcome);
    else {
      try {
        onRecord(outcome);
      } catch (error) {
        waiting.length = 0; // the others end after the unit in hand
        throw error;
      }
    }
  }
}

/** The record, or why there is none. */
async function attempt(
  worker: UnitWorker,
  planned: PlannedUnit,
  { signal, onEpoch, onNote }: LocalQueueOptions,
): Promise<UnitRecord | string> {
  for (let i = 1; ; i++) {
    try {
      return await worker.run(planned, (progress) => onEpoch?.(planned, progress));
    } catch (error) {
      if (!(error instanceof WorkerLost)) return messageOf(error);
      if (i >= ATTEMPTS || signal?.aborted) return `${error.message} (${i} times)`;
      onNote?.(`${planned.unit.channel}, seed ${planned.unit.seed}: ${error.message}; tried again`);
    }
  }
}
