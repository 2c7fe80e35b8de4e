/** Hands jobs to workers on other machines through BullMQ, and collects what comes back. */
import { requireRedis } from './connection';
import { RedisRun, type RedisQueueOptions } from './run';
import type { JobRunner } from '../job-queue';

/**
 * Runs jobs on the workers of a Redis server. Stopped or killed, it leaves them on the queue; run again, it finds them there.
 * A server that restarts is waited for, and jobs that it has forgotten are handed to it again. What it returns throws if the
 * server does not answer at the start.
 */
export function redisRunner(options: RedisQueueOptions): JobRunner {
  return async (jobs, handlers) => {
    await requireRedis(options.url);
    const run = new RedisRun(jobs, { ...options, ...handlers }, await import('bullmq'));
    try {
      await run.untilSettled();
    } finally {
      await run.close();
    }
  };
}
