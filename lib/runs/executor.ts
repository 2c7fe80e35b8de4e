/** What an executor tells the engine about its jobs, of which the engine itself knows nothing. */
import type { BackendVersions } from './store/versions';

/** How far a job has come, as plain data: the executor decides its shape, and whoever shows it reads it. */
export type JobProgress = object;

export interface RunOptions<Progress extends JobProgress = JobProgress> {
  readonly onProgress?: (progress: Progress) => void;
  /** Once aborted, what the job returns is dropped. */
  readonly signal?: AbortSignal;
}

/**
 * Runs jobs of one kind, wherever that is: in this process, in worker processes, on other machines. A job and its result are
 * plain data.
 */
export interface Executor<Job extends object, Result extends object> {
  /** The file that exports this executor as `executor`: worker processes load it. */
  readonly module: string;
  /** Hashes the sources: everything that a result depends on besides the job, its data and the backend. */
  code(): string;
  /**
   * Reads a job that came from elsewhere.
   *
   * @throws If it is not a job; the message names the field.
   */
  parse(value: unknown): Job;
  /** Loads what the jobs need; called before the first one runs. */
  prepare(): Promise<BackendVersions>;
  /** Names a job for messages, e.g. `lstm-vae on D-1, seed 0`. */
  nameOf(job: Job): string;
  /** Gives what of a job decides its result, besides its data. */
  identityOf(job: Job): object;
  /** Says where a job's data lies. Jobs with equal places have equal data. */
  placeOf(job: Job): object;
  /**
   * Computes a fingerprint of a job's data as it is on this machine.
   *
   * @throws If the data cannot be read.
   */
  fingerprint(job: Job): string;
  /** Points a job to where this machine has its data; the fingerprint tells whether it is the same data. */
  onThisMachine?(job: Job): Job;
  /**
   * Runs a job; `prepare` has been called.
   *
   * @throws If it fails.
   */
  run(job: Job, options: RunOptions): Promise<Result>;
}

/** An executor whose kind of job does not matter. */
export type AnyExecutor = Executor<object, object>;

/** What `planJobs` needs of an executor. */
export type Planner<Job extends object> = Pick<
  Executor<Job, object>,
  'nameOf' | 'identityOf' | 'placeOf' | 'fingerprint'
>;
