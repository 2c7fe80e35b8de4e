/** Gives each job the name of its result: a hash of what is to be done and of the data it is done on. */
import { contentHash } from '../../base/index';
import type { Executor, Planner } from '../executor';
import type { PlannedJob } from './job-record';

/**
 * Names jobs by their hashes, in the jobs' order. Equal jobs get equal names. A fingerprint of the data stands in the name for
 * the place that the data is read from; it is taken once for each place.
 *
 * @throws If the data of a job cannot be read, or a job holds a number that is not finite.
 */
export function planJobs<Job extends object>(jobs: readonly Job[], planner: Planner<Job>): PlannedJob<Job>[] {
  const known = new Map<string, string>();
  return jobs.map((job) => {
    const place = contentHash(planner.placeOf(job), 'source');
    const data = known.get(place) ?? planner.fingerprint(job);
    known.set(place, data);
    return { hash: jobHash(planner.identityOf(job), data), name: planner.nameOf(job), job, data };
  });
}

/**
 * Checks a planned job that came from a file or another process.
 *
 * @throws If it holds no job, or the job was changed after it was planned, so that its hash names another one.
 */
export function checkPlanned<Job extends object>(
  { hash, job, data }: Readonly<{ hash: string; job: unknown; data: string }>,
  executor: Pick<Executor<Job, object>, 'parse' | 'identityOf' | 'nameOf'>,
): PlannedJob<Job> {
  executor.parse(job);
  // The hash is of the job as it was planned, before parsing puts in what it left out.
  const planned = job as Job;
  if (jobHash(executor.identityOf(planned), data) !== hash) {
    throw new Error(`its hash ${hash.slice(0, 12)} is not that of its job, which was changed after it was planned.`);
  }
  return { hash, name: executor.nameOf(planned), job: planned, data };
}

function jobHash(identity: object, data: string): string {
  return contentHash({ job: identity, data }, 'job');
}
