/** Hands units to workers on other machines through BullMQ, and collects what comes back. */
import { Queue, QueueEvents } from 'bullmq';
import { messageOf } from '../../data/data-error';
import type { ResultStore } from '../store/result-store';
import type { PlannedUnit } from '../store/unit-record';
import { describeRedis, noteLostConnection, QUEUE_NAME, redisOptions, requireRedis } from './redis-connection';
import { readOutcome, unitJob, type UnitJob } from './redis-job';
import type { QueueEventHandlers, UnitRunner } from './unit-queue';

/** Events say when a unit is done; what they may have missed while the server was away is found by looking this often. */
const LOOK_EVERY_MS = 5000;
/** Jobs asked for at once. */
const CHUNK = 200;

export interface RedisQueueOptions {
  readonly url: string;
  /** Default {@link QUEUE_NAME}. */
  readonly queueName?: string;
  /** The store that workers with the same folder write to themselves. */
  readonly store?: ResultStore;
  /** Whether finished jobs that the server still holds are run again. */
  readonly force?: boolean;
}

type RedisRunOptions = RedisQueueOptions & QueueEventHandlers;

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

class RedisRun {
  private readonly waiting: Map<string, PlannedUnit>;
  private readonly queue: Queue<UnitJob>;
  private readonly events: QueueEvents;
  private readonly startedAt = Date.now();
  private warnedOfNoWorker = false;
  private settled: () => void = () => undefined;
  private failed: (error: unknown) => void = () => undefined;

  constructor(
    units: readonly PlannedUnit[],
    private readonly options: RedisRunOptions,
  ) {
    const { url, queueName = QUEUE_NAME, onNote } = options;
    this.waiting = new Map(units.map((planned) => [planned.hash, planned]));
    const connection = redisOptions(url);
    // The events hold the results: a short stream of them is enough for one that is looked after besides.
    this.queue = new Queue(queueName, { connection, streams: { events: { maxLen: 1000 } } });
    this.events = new QueueEvents(queueName, { connection });
    noteLostConnection([this.queue, this.events], url, onNote);
  }

  async untilSettled(): Promise<void> {
    const { force, signal, onEpoch } = this.options;
    const done = new Promise<void>((resolve, reject) => {
      [this.settled, this.failed] = [resolve, reject];
    });
    done.catch(() => undefined); // it may fail before it is awaited
    signal?.addEventListener('abort', this.settled);
    const look = (hash: string) => void this.look(hash).catch(this.failed);
    this.events.on('completed', ({ jobId }) => look(jobId));
    this.events.on('failed', ({ jobId }) => look(jobId));
    this.events.on('progress', ({ jobId, data }) => {
      const planned = this.waiting.get(jobId);
      if (planned && isEpoch(data)) onEpoch?.(planned, data);
    });
    if (force) await this.forget([...this.waiting.keys()]);
    await this.lookAtAll();
    let looking = false;
    const timer = setInterval(() => {
      if (looking) return;
      looking = true;
      this.lookAtAll()
        .catch(this.failed)
        .finally(() => (looking = false));
    }, LOOK_EVERY_MS);
    try {
      await done;
    } finally {
      clearInterval(timer);
      signal?.removeEventListener('abort', this.settled);
    }
  }

  async close(): Promise<void> {
    // A server that is away would be waited for: disconnect, do not ask. Events that are only disconnected, and not
    // closed, would be looked for every few seconds for as long as the process lives.
    await Promise.allSettled([this.queue.disconnect(), this.events.close()]);
  }

  /** Hands over what the server does not hold, and collects what it has finished. */
  private async lookAtAll(): Promise<void> {
    const hashes = [...this.waiting.keys()];
    for (let i = 0; i < hashes.length && !this.options.signal?.aborted; i += CHUNK) {
      const missing = (await Promise.all(hashes.slice(i, i + CHUNK).map((hash) => this.look(hash)))).filter(
        (planned): planned is PlannedUnit => planned !== undefined,
      );
      if (missing.length > 0) await this.queue.addBulk(missing.map(unitJob));
    }
    if (this.waiting.size === 0) this.settled();
    else await this.warnOfNoWorker();
  }

  /** Settles a unit that is done or has failed for good. @returns The unit, where the server must be given it. */
  private async look(hash: string): Promise<PlannedUnit | undefined> {
    const planned = this.waiting.get(hash);
    if (!planned) return undefined;
    const job = await this.queue.getJob(hash);
    if (!job) {
      if (this.options.isDone?.(planned)) this.settle(hash);
      return this.waiting.get(hash);
    }
    const state = await job.getState();
    if (state === 'completed') return this.collect(planned, job.returnvalue);
    if (state !== 'failed') return undefined;
    if ((job.finishedOn ?? 0) < this.startedAt) {
      await this.forget([hash]); // an earlier run's failure: this run tries again
      return this.waiting.get(hash);
    }
    if (this.settle(hash)) this.options.onFailure(planned, `${job.failedReason} (${job.attemptsMade} attempts)`);
    return undefined;
  }

  private async collect(planned: PlannedUnit, value: unknown): Promise<PlannedUnit | undefined> {
    const { hash } = planned;
    const { store, onRecord, onNote } = this.options;
    try {
      const record = readOutcome(value, hash) ?? store?.read(hash);
      if (!record) throw new Error('its worker keeps results in another folder than this --store');
      if (this.settle(hash)) onRecord(record);
      return undefined;
    } catch (error) {
      if (!this.waiting.has(hash)) throw error; // the store's
      onNote?.(`${hash.slice(0, 12)}: its result cannot be used (${messageOf(error)}); it is run again`);
      await this.forget([hash]);
      return this.waiting.get(hash);
    }
  }

  /** @returns Whether it was still waited for: an event and a look may come to the same job. */
  private settle(hash: string): boolean {
    const first = this.waiting.delete(hash);
    // After this turn, in which the result is stored.
    if (this.waiting.size === 0) setImmediate(this.settled);
    return first;
  }

  /** Takes finished jobs off the server; one that is being run stays, and counts. */
  private async forget(hashes: readonly string[]): Promise<void> {
    for (const hash of hashes) await this.queue.remove(hash).catch(() => 0);
  }

  private async warnOfNoWorker(): Promise<void> {
    if (this.warnedOfNoWorker || (await this.queue.getWorkersCount()) > 0) return;
    this.warnedOfNoWorker = true;
    const { url, onNote } = this.options;
    onNote?.(`${describeRedis(url)}: no worker yet; start one with npm run worker -- --queue ${describeRedis(url)}`);
  }
}

function isEpoch(data: unknown): data is { epoch: number; loss: number } {
  return typeof data === 'object' && data !== null && 'epoch' in data && 'loss' in data;
}
