/** Takes jobs from the queue of a Redis server and runs them in separate processes, until it is stopped. */
import type * as BullMq from 'bullmq';
import type { Job } from 'bullmq';
import type { AnyExecutor } from '../executor';
import { isCurrent } from '../store/provenance';
import type { ResultStore } from '../store/result-store';
import { StoreError } from '../store/store-error';
import { encodeRecord, type PlannedJob } from '../store/job-record';
import { closeInTime, noteLostConnection, QUEUE_NAME, redisOptions, requireRedis } from './connection';
import { DEFAULT_LOST_AFTER_SECONDS, MAX_LOST, readJob, type JobOutcome, type QueuedJob } from './job';
import { threadsPerWorker, JobWorker, type WorkerOptions } from '../job-worker';

/** Milliseconds between two messages about a job's progress. */
const PROGRESS_EVERY_MS = 1000;

export interface RedisWorkerOptions extends Omit<WorkerOptions, 'threads' | 'executor'> {
  /** Runs the jobs. */
  readonly executor: AnyExecutor;
  readonly url: string;
  /** Default {@link QUEUE_NAME}. */
  readonly queueName?: string;
  /** Jobs at a time. */
  readonly workers: number;
  /** Where results are kept too; they go to the runner through the queue in any case. */
  readonly store?: ResultStore;
  /** Default {@link DEFAULT_LOST_AFTER_SECONDS}; equal for all workers of a queue. */
  readonly lostAfterSeconds?: number;
  /** Called once the server has answered. */
  readonly onServing?: () => void;
  readonly onDone?: (planned: PlannedJob, seconds: number) => void;
  readonly onFailure?: (planned: PlannedJob | undefined, message: string) => void;
  readonly onNote?: (note: string) => void;
  /** Ends the worker; jobs in hand go back to the queue. */
  readonly signal: AbortSignal;
}

const consumerOf = ({ Worker }: typeof BullMq) =>
  class Consumer extends Worker<QueuedJob, JobOutcome> {
    /**
     * Drops the connection and the timers where `close` waits for a server that is away. What BullMQ starts while it closes
     * may outlast this: a process that has nothing else to do had better exit.
     */
    abandon(): void {
      // Pausing ends the timer of the search for lost jobs, and closing the manager that of the locks' renewal.
      void Promise.allSettled([this.disconnect(), this.pause(true), this.lockManager.close()]);
    }
  };

/**
 * Serves a queue. This process only speaks to the server, so that it keeps its claim on a job however long its training holds
 * the processor; the jobs run in child processes.
 *
 * @throws If the server does not answer at the start; StoreError if a result cannot be kept.
 */
export async function serveRedis(options: RedisWorkerOptions): Promise<void> {
  const { url, queueName = QUEUE_NAME, workers, memoryMb, executor, signal, onNote } = options;
  await requireRedis(url);
  const bullmq = await import('bullmq');
  const Consumer = consumerOf(bullmq);
  const settings = { threads: threadsPerWorker(workers), memoryMb, executor };
  const idle = Array.from({ length: workers }, () => new JobWorker(settings));
  const all = [...idle];
  const lockDuration = (options.lostAfterSeconds ?? DEFAULT_LOST_AFTER_SECONDS) * 1000;
  let storeError: StoreError | undefined;
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));

  const process = async (job: Job<QueuedJob, JobOutcome>, token?: string): Promise<JobOutcome> => {
    const worker = idle.pop()!; // BullMQ hands out no more jobs at a time than there are
    try {
      return await runJob(job, worker, options);
    } catch (error) {
      if (error instanceof StoreError) {
        storeError = error;
        stop();
      }
      if (signal.aborted || storeError) {
        await job.moveToWait(token); // no fault of the job's
        throw new bullmq.WaitingError();
      }
      throw error;
    } finally {
      idle.push(worker);
    }
  };

  const consumer = new Consumer(queueName, process, {
    connection: redisOptions(url),
    concurrency: workers,
    lockDuration,
    stalledInterval: lockDuration / 2,
    maxStalledCount: MAX_LOST,
  });
  noteLostConnection([consumer], url, onNote);
  options.onServing?.();
  consumer.on('failed', (job, error) => options.onFailure?.(job?.data.planned, error.message));
  signal.addEventListener('abort', stop);
  if (!signal.aborted) await stopped;
  // Closing first: a worker that is not closing would take the job that it has just given back, and keep it from the others.
  const closed = consumer.close();
  all.forEach((worker) => worker.stop());
  await closeInTime([closed], 5000);
  consumer.abandon();
  signal.removeEventListener('abort', stop);
  if (storeError) throw storeError;
}

async function runJob(
  job: Job<QueuedJob, JobOutcome>,
  worker: JobWorker,
  { store, onDone, executor }: RedisWorkerOptions,
): Promise<JobOutcome> {
  const { planned, force } = readJob(job.data, executor);
  // Stored by a worker that was lost before it could say so.
  const stored = force ? undefined : store?.read(planned.hash);
  if (stored && isCurrent(stored, executor.code())) return { record: encodeRecord(stored) };
  let told = 0;
  const record = await worker.run(planned, (progress) => {
    if (Date.now() - told < PROGRESS_EVERY_MS) return;
    told = Date.now();
    job.updateProgress(progress).catch(() => undefined);
  });
  store?.write(record);
  onDone?.(planned, record.run.seconds);
  return { record: encodeRecord(record) };
}
