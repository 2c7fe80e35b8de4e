/** Jobs on this machine: one after another in this process, or side by side in worker processes. */
import { counted, messageOf } from '../base/index';
import type { PlannedJob, JobRecord } from './store/job-record';
import { executeJob } from './execute-job';
import type { AnyExecutor, JobProgress } from './executor';
import type { QueueEventHandlers } from './job-queue';
import { threadsPerWorker, JobWorker, WorkerLost, type WorkerOptions } from './job-worker';

/** Attempts at a job whose process dies. A job that throws is not run again: it would throw again. */
const ATTEMPTS = 3;

export interface LocalQueueOptions extends QueueEventHandlers, Omit<WorkerOptions, 'threads' | 'executor'> {
  /** Runs the jobs. */
  readonly executor: AnyExecutor;
  /** Processes; 1 stays in this one, unless its memory is to be bounded. */
  readonly workers: number;
  /** Whether even one worker is a separate process, which can be ended in the middle of a job. */
  readonly apart?: boolean;
}

/**
 * Runs jobs on this machine. A job that fails is reported and the others continue; one whose process is killed is tried
 * again.
 *
 * @throws What `onRecord` throws.
 */
export async function runLocally(jobs: readonly PlannedJob[], options: LocalQueueOptions): Promise<void> {
  const {
    workers,
    memoryMb,
    ownProcess = false,
    apart = workers > 1 || memoryMb !== undefined || ownProcess,
  } = options;
  return apart ? runInWorkers(jobs, options) : runHere(jobs, options);
}

async function runHere(jobs: readonly PlannedJob[], options: LocalQueueOptions): Promise<void> {
  const { executor, signal, onProgress, isDone, onRecord, onFailure } = options;
  for (const planned of jobs) {
    if (signal?.aborted) return;
    if (isDone?.(planned)) continue;
    let record: JobRecord | undefined;
    try {
      const run = { signal, onProgress: (progress: JobProgress) => onProgress?.(planned, progress) };
      record = await executeJob(planned, executor, run);
    } catch (error) {
      if (signal?.aborted) return; // stopped, not failed
      onFailure(planned, messageOf(error));
      continue;
    }
    if (record) onRecord(record);
  }
}

async function runInWorkers(jobs: readonly PlannedJob[], options: LocalQueueOptions): Promise<void> {
  const { memoryMb, ownProcess, executor, signal } = options;
  const count = Math.max(1, Math.min(options.workers, jobs.length));
  const settings = { threads: threadsPerWorker(count), memoryMb, ownProcess, executor };
  const workers = Array.from({ length: count }, () => new JobWorker(settings));
  const stop = () => workers.forEach((worker) => worker.stop());
  signal?.addEventListener('abort', stop);
  process.once('exit', stop);
  const waiting = [...jobs];
  try {
    await Promise.all(workers.map((worker) => serve(worker, waiting, options)));
  } finally {
    stop();
    signal?.removeEventListener('abort', stop);
    process.off('exit', stop);
  }
}

/** Takes jobs off the list until it is empty. */
async function serve(worker: JobWorker, waiting: PlannedJob[], options: LocalQueueOptions): Promise<void> {
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
        waiting.length = 0; // the others end after the job in hand
        throw error;
      }
    }
  }
}

/** Runs a job, again if its process dies. @returns The record, or why there is none. */
async function attempt(
  worker: JobWorker,
  planned: PlannedJob,
  { signal, onProgress, onNote }: LocalQueueOptions,
): Promise<JobRecord | string> {
  for (let i = 1; ; i++) {
    try {
      return await worker.run(planned, (progress) => onProgress?.(planned, progress));
    } catch (error) {
      if (!(error instanceof WorkerLost)) return messageOf(error);
      if (i >= ATTEMPTS || signal?.aborted) return `${error.message} (${counted(i, 'time')})`;
      onNote?.(`${planned.name}: ${error.message}; tried again`);
    }
  }
}
