/** What travels through the queue: a unit one way, its record the other. Both may come from elsewhere. */
import type { JobsOptions } from 'bullmq';
import { z } from 'zod';
import { messageOf } from '../../base/index';
import type { Unit } from '../../experiments/unit';
import { checkPlanned } from '../store/plan';
import { decodeRecord, plannedUnitSchema, type PlannedUnit, type UnitRecord } from '../store/job-record';
import { telltaleVersion } from '../store/versions';

/** How often a unit may fail, on whatever machine, before it is given up. */
export const JOB_ATTEMPTS = 3;

/** A worker that gives no sign for so long has lost its units: they go to another one. */
export const DEFAULT_LOST_AFTER_SECONDS = 30;

/** How often a unit's worker may be lost; a unit that takes machine after machine with it is given up too. */
export const MAX_LOST = 5;

const DAY = 24 * 3600;

const jobSchema = z.object({ telltale: z.string(), planned: plannedUnitSchema, force: z.boolean().optional() });

/** The record's file, as text. */
const outcomeSchema = z.object({ record: z.string() });

export interface UnitJob {
  readonly telltale: string;
  readonly planned: PlannedUnit;
  /** Whether it is run even where the worker's store holds its result. */
  readonly force?: boolean;
}

export type JobOutcome = z.infer<typeof outcomeSchema>;

export function unitJob(planned: PlannedUnit): { name: string; data: UnitJob; opts: JobsOptions } {
  return {
    name: 'unit',
    data: { telltale: telltaleVersion(), planned },
    opts: {
      // The same unit asked for twice is one job.
      jobId: planned.hash,
      attempts: JOB_ATTEMPTS,
      backoff: { type: 'fixed', delay: 1000 },
      // Kept for a runner that was killed, or another that wants the same unit; failed ones until they are run again.
      removeOnComplete: { age: DAY },
    },
  };
}

/**
 * Reads a job.
 *
 * @param parse  Reads a unit.
 * @throws       If the job is none of ours, its unit is none or was changed, or it was made by another version, whose unit this
 *               one might run differently.
 */
export function readJob(data: unknown, parse: (value: unknown) => Unit): UnitJob {
  const parsed = jobSchema.safeParse(data);
  if (!parsed.success) throw new Error('This job on the queue is no unit of Telltale.');
  const { telltale, planned, force } = parsed.data;
  if (telltale !== telltaleVersion()) {
    throw new Error(`This unit was made by Telltale ${telltale}; this worker is ${telltaleVersion()}.`);
  }
  try {
    return { telltale, planned: checkPlanned(planned, parse), force };
  } catch (error) {
    throw new Error(`This job on the queue: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * The record that a job has come to.
 *
 * @throws If it is damaged, or of another format or unit.
 */
export function readOutcome(value: unknown, hash: string): UnitRecord {
  const outcome = outcomeSchema.safeParse(value);
  if (!outcome.success) throw new Error('no result of Telltale');
  const record = decodeRecord(outcome.data.record);
  if (record.hash !== hash) throw new Error(`it holds the result of unit ${record.hash.slice(0, 12)}`);
  return record;
}
