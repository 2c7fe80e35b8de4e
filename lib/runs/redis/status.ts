/** Says what a queue holds: jobs by state, workers, and the jobs that were given up. Clears it, too. */
import type { Queue } from 'bullmq';
import type { PlannedJob } from '../store/job-record';
import { QUEUE_NAME, redisOptions, requireRedis } from './connection';
import type { QueuedJob } from './job';

export interface QueueStatus {
  readonly waiting: number;
  readonly running: number;
  readonly done: number;
  readonly workers: number;
  /** The jobs that were given up. They stay until a runner hands them out again. */
  readonly failed: readonly { readonly planned: PlannedJob; readonly attempts: number; readonly message: string }[];
}

/**
 * Asks a server.
 *
 * @throws If it does not answer.
 */
export async function queueStatus(url: string, queueName = QUEUE_NAME): Promise<QueueStatus> {
  return withQueue(url, queueName, async (queue) => {
    const counts = await queue.getJobCounts('wait', 'delayed', 'prioritized', 'active', 'completed');
    const failed = await queue.getFailed();
    return {
      waiting: (counts.wait ?? 0) + (counts.delayed ?? 0) + (counts.prioritized ?? 0),
      running: counts.active ?? 0,
      done: counts.completed ?? 0,
      workers: await queue.getWorkersCount(),
      failed: failed.map(({ data, attemptsMade, failedReason }) => ({
        planned: data.planned,
        attempts: attemptsMade,
        message: failedReason,
      })),
    };
  });
}

/**
 * Takes every job off the queue, waiting, done or failed; those in hand are finished and then dropped.
 *
 * @throws If the server does not answer.
 */
export async function clearQueue(url: string, queueName = QUEUE_NAME): Promise<void> {
  await withQueue(url, queueName, (queue) => queue.obliterate({ force: true }));
}

async function withQueue<T>(url: string, name: string, use: (queue: Queue<QueuedJob>) => Promise<T>): Promise<T> {
  await requireRedis(url);
  const bullmq = await import('bullmq');
  const queue: Queue<QueuedJob> = new bullmq.Queue(name, { connection: redisOptions(url) });
  try {
    return await use(queue);
  } finally {
    await queue.close();
  }
}
