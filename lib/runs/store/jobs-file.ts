/** A plan as a file: for machines that share a folder but no queue, each of which takes a slice of it. */
import fs from 'node:fs';
import { z } from 'zod';
import { messageOf, writeFileAtomic, zodFault } from '../../base/index';
import type { Executor } from '../executor';
import { checkPlanned } from './plan';
import { plannedJobSchema, type PlannedJob } from './job-record';
import { telltaleVersion } from './versions';

const schema = z.object({ telltale: z.string(), jobs: z.array(plannedJobSchema) });

/** Writes a plan. */
export function writeJobsFile(file: string, jobs: readonly PlannedJob[]): void {
  writeFileAtomic(file, `${JSON.stringify({ telltale: telltaleVersion(), jobs }, null, 1)}\n`);
}

/**
 * Reads a plan.
 *
 * @param executor  Reads and names jobs.
 * @throws          If the file cannot be read, is not a plan, was edited, or was made by another version, whose jobs
 *                  might be run differently here; the message names the job's place in it.
 */
export function readJobsFile(
  file: string,
  executor: Pick<Executor<object, object>, 'parse' | 'identityOf' | 'nameOf'>,
): PlannedJob[] {
  let content: unknown;
  try {
    content = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: expected a file of jobs, which cannot be read (${messageOf(error)}).`, { cause: error });
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) {
    throw new Error(`${file}: not a file of jobs: ${zodFault(parsed.error, 'file')}.`);
  }
  const { telltale, jobs } = parsed.data;
  if (telltale !== telltaleVersion()) {
    throw new Error(`${file}: made by Telltale ${telltale}, this is ${telltaleVersion()}; make it again.`);
  }
  return jobs.map((planned, i) => {
    try {
      return checkPlanned(planned, executor);
    } catch (error) {
      throw new Error(`${file}: jobs.${i}: ${messageOf(error)}`, { cause: error });
    }
  });
}

/**
 * Takes one machine's share: every N-th job, so that the shares are alike where long jobs lie side by side.
 *
 * @param slice  `I/N`, the I-th of N, counted from 1.
 * @throws       If it is not such a slice.
 */
export function sliceJobs(jobs: readonly PlannedJob[], slice: string): PlannedJob[] {
  const [, index, count] = (/^(\d+)\/(\d+)$/.exec(slice) ?? []).map(Number);
  if (index === undefined || count === undefined || index < 1 || index > count) {
    throw new Error(`--slice ${slice}: expected I/N, such as 3/100 for the third of a hundred.`);
  }
  return jobs.filter((_, i) => i % count === index - 1);
}
