/** What the ways of running jobs have in common: in this process, in worker processes, on many machines. */
import type { PlannedJob, JobRecord } from './store/job-record';
import type { JobProgress } from './executor';

export interface QueueEventHandlers {
  readonly onProgress?: (planned: PlannedJob, progress: JobProgress) => void;
  /**
   * Hears of a job that is finished. If this throws, as a full disk does, nothing further is begun and the run ends
   * with its error.
   */
  readonly onRecord: (record: JobRecord) => void;
  /** Hears of a job that has failed for good; the others continue. */
  readonly onFailure: (planned: PlannedJob, message: string) => void;
  /** Whether a job need not be begun, since its result has come from elsewhere in the meantime. */
  readonly isDone?: (planned: PlannedJob) => boolean;
  readonly onNote?: (note: string) => void;
  /** Once aborted, jobs that have begun are dropped and no further one is begun. */
  readonly signal?: AbortSignal;
}

/**
 * Runs jobs, in any order, and says of each what became of it.
 *
 * @throws What `onRecord` throws.
 */
export type JobRunner = (jobs: readonly PlannedJob[], handlers: QueueEventHandlers) => Promise<void>;
