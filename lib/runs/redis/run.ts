/** Runs jobs through a Redis server: hands them over, waits, and collects what the server says of each. */
import type * as BullMq from 'bullmq';
import type { Job, Queue, QueueEvents } from 'bullmq';
import { isPlainObject, messageOf } from '../../base/index';
import { isCurrent } from '../store/provenance';
import type { ResultStore } from '../store/result-store';
import type { PlannedJob, JobRecord } from '../store/job-record';
import { closeInTime, describeRedis, noteLostConnection, QUEUE_NAME, redisOptions, redisTemplate } from './connection';
import { readOutcome, queuedJob, type QueuedJob } from './job';
import type { QueueEventHandlers } from '../job-queue';

/** Events say when a job is done; what they may have missed while the server was away is found by looking this often. */
const LOOK_EVERY_MS = 5000;
/** Jobs asked for at once. */
const CHUNK = 200;

export interface RedisQueueOptions {
  readonly url: string;
  /** The executor's hash of its sources: what other sources made is run again. */
  readonly code: string;
  /** Default {@link QUEUE_NAME}. */
  readonly queueName?: string;
  /** Where the results are kept; without one, nothing that earlier runs left on the server is used. */
  readonly store?: ResultStore;
  /** Whether jobs are run again though the server, or a worker's store, still holds their results. */
  readonly force?: boolean;
  /** Whether finished jobs that the server still holds are used though other sources made them. */
  readonly reuseEarlier?: boolean;
}

type RedisRunOptions = RedisQueueOptions & QueueEventHandlers;

/** Jobs that are handed to the workers of a server, until each has a result or has failed. */
export class RedisRun {
  private readonly waiting: Map<string, PlannedJob>;
  private readonly queue: Queue<QueuedJob>;
  private readonly events: QueueEvents;
  /** Jobs whose result came back and could not be used. */
  private readonly unusable = new Set<string>();
  private warnedOfNoWorker = false;
  private settled: () => void = () => undefined;
  private failed: (error: unknown) => void = () => undefined;

  constructor(
    jobs: readonly PlannedJob[],
    private readonly options: RedisRunOptions,
    bullmq: typeof BullMq,
  ) {
    const { url, queueName = QUEUE_NAME, onNote } = options;
    this.waiting = new Map(jobs.map((planned) => [planned.hash, planned]));
    const connection = redisOptions(url);
    // The events hold the results: a short stream of them is enough for one that is looked after besides.
    this.queue = new bullmq.Queue(queueName, { connection, streams: { events: { maxLen: 1000 } } });
    this.events = new bullmq.QueueEvents(queueName, { connection });
    noteLostConnection([this.queue, this.events], url, onNote);
  }

  /** Ends once every job is settled, or the run is aborted. @throws What `onRecord` throws. */
  async untilSettled(): Promise<void> {
    const { signal, onProgress } = this.options;
    const done = new Promise<void>((resolve, reject) => {
      [this.settled, this.failed] = [resolve, reject];
    });
    done.catch(() => undefined); // it may fail before it is awaited
    signal?.addEventListener('abort', this.settled);
    if (signal?.aborted) this.settled();
    const look = (hash: string) => void this.look(hash).catch(this.failed);
    this.events.on('completed', ({ jobId }) => look(jobId));
    this.events.on('failed', ({ jobId }) => look(jobId));
    this.events.on('progress', ({ jobId, data }) => {
      const planned = this.waiting.get(jobId);
      if (planned && isPlainObject(data)) onProgress?.(planned, data);
    });
    let looking = true;
    const lookAtAll = () =>
      this.lookAtAll()
        .catch(this.failed)
        .finally(() => (looking = false));
    // Not awaited: a server that goes away meanwhile must not keep an abort from ending the run.
    void this.forgetEarlier().then(lookAtAll, this.failed);
    const timer = setInterval(() => {
      if (looking) return;
      looking = true;
      void lookAtAll();
    }, LOOK_EVERY_MS);
    try {
      await done;
    } finally {
      clearInterval(timer);
      signal?.removeEventListener('abort', this.settled);
    }
  }

  /** Leaves the server, whether or not it is there. */
  async close(): Promise<void> {
    // A server that is away would be waited for: disconnect, do not ask. Events that are only disconnected, and not
    // closed, would be looked for every few seconds for as long as the process lives.
    await closeInTime([this.queue.disconnect(), this.events.close()]);
  }

  /**
   * Takes off the server what earlier runs left there and this one does not use. From then on a failure is this run's, and so
   * is a result.
   */
  private async forgetEarlier(): Promise<void> {
    await this.inChunks(async (hash) => {
      const job = await this.queue.getJob(hash);
      const state = await job?.getState();
      const stale = state === 'completed' && !this.isUsable(job!, hash);
      // One that waits is handed over again, so that it is known to be forced.
      const unforced = this.options.force && state !== 'active';
      if (job && (state === 'failed' || stale || unforced)) await this.forget(hash);
    });
  }

  private isUsable(job: Job<QueuedJob>, hash: string): boolean {
    const { force, store, reuseEarlier } = this.options;
    if (force || !store) return false;
    try {
      const record = readOutcome(job.returnvalue, hash);
      return reuseEarlier || isCurrent(record, this.options.code);
    } catch {
      return false;
    }
  }

  /** Hands over what the server does not hold, and collects what it has finished. */
  private async lookAtAll(): Promise<void> {
    await this.inChunks(
      (hash) => this.look(hash),
      async (found) => {
        const missing = found.filter((planned): planned is PlannedJob => planned !== undefined);
        if (missing.length > 0) await this.queue.addBulk(missing.map((planned) => this.jobOf(planned)));
      },
    );
    if (this.waiting.size === 0) this.settled();
    else await this.warnOfNoWorker();
  }

  /** Asks the server about every job that is waited for, so many at once. */
  private async inChunks<T>(ask: (hash: string) => Promise<T>, then?: (found: T[]) => Promise<void>): Promise<void> {
    const hashes = [...this.waiting.keys()];
    for (let i = 0; i < hashes.length && !this.options.signal?.aborted; i += CHUNK) {
      const found = await Promise.all(hashes.slice(i, i + CHUNK).map(ask));
      await then?.(found);
    }
  }

  private jobOf(planned: PlannedJob) {
    const job = queuedJob(planned);
    return this.options.force ? { ...job, data: { ...job.data, force: true } } : job;
  }

  /** Settles a job that is done or has failed for good. @returns The job, where the server must be given it. */
  private async look(hash: string): Promise<PlannedJob | undefined> {
    const planned = this.waiting.get(hash);
    if (!planned) return undefined;
    const job = await this.queue.getJob(hash);
    if (!job) {
      if (this.options.isDone?.(planned)) this.settle(hash);
      return this.waiting.get(hash);
    }
    const state = await job.getState();
    if (state === 'completed') return this.collect(planned, job.returnvalue);
    if (state === 'failed') this.fail(planned, `${job.failedReason} (${job.attemptsMade} attempts)`);
    return undefined;
  }

  private async collect(planned: PlannedJob, value: unknown): Promise<PlannedJob | undefined> {
    const { hash } = planned;
    let record: JobRecord;
    try {
      record = readOutcome(value, hash);
    } catch (error) {
      const reason = `its result cannot be used (${messageOf(error)})`;
      if (this.unusable.has(hash)) {
        this.fail(planned, reason);
        return undefined;
      }
      this.unusable.add(hash);
      this.options.onNote?.(`${hash.slice(0, 12)}: ${reason}; it is run again`);
      await this.forget(hash);
      return this.waiting.get(hash);
    }
    if (this.settle(hash)) this.options.onRecord(record);
    return undefined;
  }

  private fail(planned: PlannedJob, message: string): void {
    if (this.settle(planned.hash)) this.options.onFailure(planned, message);
  }

  /** @returns Whether it was still waited for: an event and a look may come to the same job. */
  private settle(hash: string): boolean {
    const first = this.waiting.delete(hash);
    // After this turn, in which the result is stored.
    if (this.waiting.size === 0) setImmediate(this.settled);
    return first;
  }

  /** Takes a job off the server; one that is being run stays, and counts. */
  private async forget(hash: string): Promise<void> {
    await this.queue.remove(hash).catch(() => 0);
  }

  private async warnOfNoWorker(): Promise<void> {
    if (this.warnedOfNoWorker || (await this.queue.getWorkersCount()) > 0) return;
    this.warnedOfNoWorker = true;
    const { url, onNote } = this.options;
    onNote?.(`${describeRedis(url)}: no worker yet; start one with npm run worker -- --queue ${redisTemplate(url)}`);
  }
}
