/** Hands units to workers on other machines through BullMQ, and collects what comes back. */
import { requireRedis } from './connection';
import { RedisRun, type RedisQueueOptions } from './run';
import type { UnitRunner } from '../job-queue';

/**
 * Runs units on the workers of a Redis server. Stopped or killed, it leaves them on the queue; run again, it finds them there.
 * A server that restarts is waited for, and units that it has forgotten are handed to it again. What it returns throws if the
 * server does not answer at the start.
 */
export function redisRunner(options: RedisQueueOptions): UnitRunner {
  return async (units, handlers) => {
    await requireRedis(options.url);
    const run = new RedisRun(units, { ...options, ...handlers });
    try {
      await run.untilSettled();
    } finally {
      await run.close();
    }
  };
}
