/** Runs jobs one after another in this process, side by side in worker processes, or elsewhere; keeps and finds their results. */
import { backendsOf, planJobs, runPlan, type JobRecord, type PlanCounts, type RunPlanOptions } from '../runs/index';
import { interruptible } from '../runtime/index';
import { executor } from './executor';
import { parseJob, type Job } from './job';
import { isEpochProgress, type EpochProgress, type JobResult } from './run-job';
import { writeTrainingLog } from './training-log';

/** Where results are kept, and who runs the jobs: see `runPlan`. */
export interface RunPlace extends Pick<
  RunPlanOptions,
  'store' | 'force' | 'reuseEarlier' | 'runner' | 'memoryMb' | 'ownProcess' | 'onNote'
> {
  /** Folder for TensorBoard's logs, a run for each job that trains. */
  readonly tensorboard?: string;
}

export interface RunJobsOptions extends RunPlace {
  /** Processes; 1 stays in this one. */
  readonly workers: number;
  readonly onProgress?: (job: Job, progress: EpochProgress) => void;
  readonly onDone?: (job: Job, counts: PlanCounts) => void;
  /** Once aborted, jobs that have begun are dropped and no further one is begun. */
  readonly signal?: AbortSignal;
}

export interface JobsResult {
  /** In the order of the jobs, whatever the order they were finished in; undefined where a job failed or was not reached. */
  readonly records: readonly (JobRecord<Job, JobResult> | undefined)[];
  /** One sentence for each job that failed. */
  readonly failures: readonly string[];
  readonly counts: PlanCounts;
  readonly interrupted: boolean;
  /** What made the results, e.g. `tensorflow on CPU`; all of them where they differ. */
  readonly backend: string;
}

/**
 * Runs jobs. The results do not depend on the number of workers, nor on where they are run. Without native kernels, the last
 * digits of large sums depend on the threads of a process: see environment.md.
 *
 * @throws If something is not a job or its data cannot be read (before anything runs), if a result cannot be kept, or on an
 *         interrupt in a notebook.
 */
export async function runJobs(jobs: readonly Job[], options: RunJobsOptions): Promise<JobsResult> {
  return interruptible(options.signal, (signal) => runUntil(jobs, { ...options, signal }));
}

async function runUntil(jobs: readonly Job[], options: RunJobsOptions): Promise<JobsResult> {
  const { onProgress, onDone, tensorboard, workers, ...rest } = options;
  for (const job of jobs) parseJob(job);
  // The backend is unknown if other machines run the jobs.
  const backend = options.runner ? undefined : await executor.prepare();
  const { records, failures, counts, interrupted } = await runPlan(planJobs(jobs, executor), {
    ...rest,
    executor,
    workers: Math.max(1, Math.min(workers, jobs.length)),
    backend,
    onRecord: (record) => tensorboard !== undefined && writeTrainingLog(tensorboard, record),
    onProgress: ({ job }, progress) => isEpochProgress(progress) && onProgress?.(job, progress),
    onSettled: ({ job }, settled) => onDone?.(job, settled),
  });
  return {
    records,
    failures: failures.map(({ planned, message }) => `${planned.name}: ${message}`),
    counts,
    interrupted,
    backend: backendsOf(records.flatMap((record) => record ?? [])),
  };
}
