/** Runs what is missing of a plan: stored results are read, the others computed and stored as each is finished. */
import { counted, isOrAre, wasOrWere } from '../base/index';
import { isCurrent, provenanceNotes } from './store/provenance';
import type { ResultStore } from './store/result-store';
import type { PlannedJob, JobRecord } from './store/job-record';
import type { BackendVersions } from './store/versions';
import { runLocally, type LocalQueueOptions } from './local-queue';
import type { Executor, JobProgress } from './executor';
import type { QueueEventHandlers, JobRunner } from './job-queue';

export interface RunPlanOptions<Job extends object = object, Result extends object = object>
  extends
    Pick<LocalQueueOptions, 'workers' | 'apart' | 'memoryMb' | 'ownProcess'>,
    Pick<QueueEventHandlers, 'onNote' | 'signal'> {
  /** Runs the jobs. */
  readonly executor: Executor<Job, Result>;
  readonly onProgress?: (planned: PlannedJob<Job>, progress: JobProgress) => void;
  /** Where results are kept and looked for; without one, nothing is kept. */
  readonly store?: ResultStore;
  /** Whether jobs whose results are stored are run all the same. */
  readonly force?: boolean;
  /** Whether stored results are used though other sources or another backend made them. */
  readonly reuseEarlier?: boolean;
  /** What the jobs are run with, where this process knows it: a stored result of another backend is then stale. */
  readonly backend?: BackendVersions;
  /** Runs the jobs elsewhere, as `redisRunner` does; default on this machine. */
  readonly runner?: JobRunner;
  /** Called with each result, new or stored. */
  readonly onRecord?: (record: JobRecord<Job, Result>) => void;
  /** Called after each job that is settled: done, failed, or found in the store. */
  readonly onSettled?: (planned: PlannedJob<Job>, counts: PlanCounts) => void;
}

export interface PlanCounts {
  /** Jobs settled and in all. */
  readonly settled: number;
  readonly total: number;
  /** Of those settled, the ones whose results were found in the store. */
  readonly reused: number;
  readonly failed: number;
}

export interface JobFailure<Job extends object = object> {
  readonly planned: PlannedJob<Job>;
  readonly message: string;
}

export interface PlanResult<Job extends object = object, Result extends object = object> {
  /** In the order of the plan; undefined where a job failed or was not reached. */
  readonly records: readonly (JobRecord<Job, Result> | undefined)[];
  readonly failures: readonly JobFailure<Job>[];
  readonly counts: PlanCounts;
  /** Whether it was stopped before every job was settled. */
  readonly interrupted: boolean;
}

/**
 * Runs a plan. It may be stopped or killed at any moment and run again: a job whose result is stored is not run again,
 * unless other sources made it. A stale result stays in the store until there is a new one.
 *
 * @throws {StoreError} If a result cannot be kept.
 */
export async function runPlan<Job extends object, Result extends object>(
  plan: readonly PlannedJob<Job>[],
  options: RunPlanOptions<Job, Result>,
): Promise<PlanResult<Job, Result>> {
  const { executor, store, force = false, reuseEarlier = false, backend, onSettled, onNote, signal } = options;
  const { workers, memoryMb, apart, ownProcess } = options;
  const code = executor.code();
  const jobs = new Map(plan.map((planned) => [planned.hash, planned]));
  const records = new Map<string, JobRecord<Job, Result>>();
  const failures: JobFailure<Job>[] = [];
  const stale = new Set<string>();
  let reused = 0;
  // The hash names one of these jobs, so this executor made the result.
  const ofExecutor = (found: JobRecord) => found as JobRecord<Job, Result>;
  const counts = (): PlanCounts => {
    const failed = failures.length;
    return { settled: records.size + failed, total: jobs.size, reused, failed };
  };
  const settle = (planned: PlannedJob<Job>) => onSettled?.(planned, counts());
  const reuse = (planned: PlannedJob<Job>): boolean => {
    const found = store?.read(planned.hash);
    if (!found) return false;
    const record = ofExecutor(found);
    // In a process that other jobs used, the peak of memory is not the job's.
    if (ownProcess && !options.runner && !record.run.alone) return false;
    if (!isCurrent(record, code, backend)) {
      stale.add(record.hash);
      if (!reuseEarlier) return false;
    }
    records.set(planned.hash, record);
    options.onRecord?.(record);
    reused += 1;
    settle(planned);
    return true;
  };
  const missing = [...jobs.values()].filter((planned) => force || !reuse(planned));
  store?.noteOtherFormats();
  if (stale.size > 0) {
    const fate = reuseEarlier ? 'used all the same' : 'run again; --reuse-earlier uses them';
    onNote?.(
      `${counted(stale.size, 'stored result')} ${wasOrWere(stale.size)} made by other sources or another backend, and ${isOrAre(stale.size)} ${fate}`,
    );
  }
  const handlers: QueueEventHandlers = {
    onProgress: ({ hash }, progress) => options.onProgress?.(jobs.get(hash)!, progress),
    onNote,
    signal,
    // Two runs may share a store: what the other one has finished by now is not begun.
    isDone: ({ hash }) => !force && reuse(jobs.get(hash)!),
    onRecord: (found) => {
      const record = ofExecutor(found);
      store?.write(record);
      records.set(record.hash, record);
      options.onRecord?.(record);
      settle(jobs.get(record.hash)!);
    },
    onFailure: ({ hash }, message) => {
      const planned = jobs.get(hash)!;
      failures.push({ planned, message });
      settle(planned);
    },
  };
  if (missing.length > 0 && !signal?.aborted) {
    const runner: JobRunner =
      options.runner ?? ((some, own) => runLocally(some, { workers, apart, memoryMb, ownProcess, executor, ...own }));
    await runner(missing, handlers);
  }
  for (const note of provenanceNotes([...records.values()], code)) onNote?.(note);
  return {
    records: plan.map(({ hash }) => records.get(hash)),
    failures,
    counts: counts(),
    interrupted: counts().settled < jobs.size,
  };
}
