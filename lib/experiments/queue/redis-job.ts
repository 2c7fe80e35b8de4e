/** What travels through the queue: a unit one way, its record or the place of it the other. Both may come from elsewhere. */
import type { JobsOptions } from 'bullmq';
import { z } from 'zod';
import { decodeRecord, plannedUnitSchema, type PlannedUnit, type UnitRecord } from '../store/unit-record';
import { telltaleVersion } from '../store/versions';

/** How often a unit may fail, on whatever machine, before it is given up. */
export const JOB_ATTEMPTS = 3;

/** A worker that gives no sign for so long has lost its units: they go to another one. */
export const DEFAULT_LOST_AFTER_SECONDS = 30;

/** How often a unit's worker may be lost; a unit that takes machine after machine with it is given up too. */
export const MAX_LOST = 5;

const DAY = 24 * 3600;

const jobSchema = z.object({ telltale: z.string(), planned: plannedUnitSchema });

/** The record's file as text, or that it lies in the folder that runner and workers share. */
const outcomeSchema = z.union([z.object({ record: z.string() }), z.object({ stored: z.string() })]);

export interface UnitJob {
  readonly telltale: string;
  readonly planned: PlannedUnit;
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
 * The unit of a job.
 *
 * @throws If the job is none of ours, or was made by another version, whose unit this one might run differently.
 */
export function readJob(data: unknown): PlannedUnit {
  const parsed = jobSchema.safeParse(data);
  if (!parsed.success) throw new Error('This job on the queue is no unit of Telltale.');
  const { telltale, planned } = parsed.data;
  if (telltale !== telltaleVersion()) {
    throw new Error(`This unit was made by Telltale ${telltale}; this worker is ${telltaleVersion()}.`);
  }
  return planned as unknown as PlannedUnit;
}

/**
 * The record that a job has come to; undefined where it lies in the shared folder.
 *
 * @throws If it is damaged, or of another format or unit.
 */
export function readOutcome(value: unknown, hash: string): UnitRecord | undefined {
  const outcome = outcomeSchema.parse(value);
  if ('stored' in outcome) return undefined;
  const record = decodeRecord(outcome.record);
  if (record.hash !== hash) throw new Error(`it holds the result of unit ${record.hash.slice(0, 12)}`);
  return record;
}
