/**
 * Writes and reads what travels through the queue: a job one way, its record the other. Either may come from another
 * machine.
 */
import type { JobsOptions } from 'bullmq';
import { z } from 'zod';
import { messageOf } from '../../base/index';
import type { AnyExecutor } from '../executor';
import { checkPlanned } from '../store/plan';
import { decodeRecord, plannedJobSchema, type PlannedJob, type JobRecord } from '../store/job-record';
import { telltaleVersion } from '../store/versions';

/** How often a job may fail, on whatever machine, before it is given up. */
const JOB_ATTEMPTS = 3;

/** A worker that gives no sign for so long has lost its jobs: they go to another one. */
export const DEFAULT_LOST_AFTER_SECONDS = 30;

/** How often a job's worker may be lost; a job that takes machine after machine with it is given up too. */
export const MAX_LOST = 5;

const DAY = 24 * 3600;

const jobSchema = z.object({ telltale: z.string(), planned: plannedJobSchema, force: z.boolean().optional() });

/** The record's file, as text. */
const outcomeSchema = z.object({ record: z.string() });

export interface QueuedJob {
  readonly telltale: string;
  readonly planned: PlannedJob;
  /** Whether it is run even where the worker's store holds its result. */
  readonly force?: boolean;
}

export type JobOutcome = z.infer<typeof outcomeSchema>;

export function queuedJob(planned: PlannedJob): { name: string; data: QueuedJob; opts: JobsOptions } {
  return {
    name: 'job',
    data: { telltale: telltaleVersion(), planned },
    opts: {
      // The same job asked for twice is one job.
      jobId: planned.hash,
      attempts: JOB_ATTEMPTS,
      backoff: { type: 'fixed', delay: 1000 },
      // Kept for a runner that was killed, or another that wants the same job; failed ones until they are run again.
      removeOnComplete: { age: DAY },
    },
  };
}

/**
 * Reads a job.
 *
 * @param executor  Reads jobs.
 * @throws          If this is not a job of Telltale, it is invalid or was changed, or another version made it, so that
 *                  this one might run it differently.
 */
export function readJob(data: unknown, executor: AnyExecutor): QueuedJob {
  const parsed = jobSchema.safeParse(data);
  if (!parsed.success) throw new Error('This job on the queue is not a job of Telltale.');
  const { telltale, planned, force } = parsed.data;
  if (telltale !== telltaleVersion()) {
    throw new Error(`This job was made by Telltale ${telltale}; this worker is ${telltaleVersion()}.`);
  }
  try {
    return { telltale, planned: checkPlanned(planned, executor), force };
  } catch (error) {
    throw new Error(`This job on the queue: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * Reads the record that a job has come to.
 *
 * @throws If it is damaged, or of another format or job.
 */
export function readOutcome(value: unknown, hash: string): JobRecord {
  const outcome = outcomeSchema.safeParse(value);
  if (!outcome.success) throw new Error('no result of Telltale');
  const record = decodeRecord(outcome.data.record);
  if (record.hash !== hash) throw new Error(`it holds the result of job ${record.hash.slice(0, 12)}`);
  return record;
}
