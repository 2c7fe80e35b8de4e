/** Runs a monitor together with its sinks, log, metrics and state on disk. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { numberedNames } from '../data/column-names';
import { messageOf } from '../base/index';
import { type Batch, type FilePosition, settledOrAborted, untilAborted } from './batches';
import { LimitedLog, type Logger } from './log';
import type { MonitorMetrics } from './metrics';
import type { FeatureChange } from './missing-features';
import { Monitor, type MonitorOptions, type MonitorState } from './monitor';
import { MonitorError } from './monitor-error';
import type { DropReason, Notification, PointColumns, ScoredPoint } from './point';
import type { Sink } from './sinks';
import type { StateFolder } from './state-folder';

export interface ServiceOptions {
  readonly monitor: Omit<MonitorOptions, 'listener'>;
  readonly sinks: readonly Sink[];
  readonly log: Logger;
  readonly metrics?: MonitorMetrics;
  /** Where the state is kept. Without it a restart begins with empty windows. */
  readonly state?: StateFolder;
  /** Milliseconds between saves. Default 10,000. */
  readonly saveEvery?: number;
  /** Milliseconds that the batch in hand may take after a signal, and the sinks with what it left. Default 2,000. */
  readonly finishWithin?: number;
  /** Milliseconds that closing the sinks may take, e.g. for the last deliveries. Default 5,000. */
  readonly closeWithin?: number;
  /** Whether the input can be resumed where an earlier run stopped. Default: it can. */
  readonly canResume?: (position: FilePosition) => boolean;
}

/** How many records of a batch were accepted and dropped. */
export interface Accepted {
  readonly accepted: number;
  /** By reason; only those that occurred. */
  readonly dropped: Partial<Record<DropReason, number>>;
  /** Why the first one was dropped, with what was expected and found; absent if none was dropped. */
  readonly firstDropped?: string;
}

/** Whether there were records but no valid point, not even a late one: then the absence of alerts means nothing. */
export function isUseless({ accepted, dropped }: Accepted): boolean {
  const { late, duplicate, clockJump } = dropped;
  return accepted === 0 && !late && !duplicate && !clockJump && Object.keys(dropped).length > 0;
}

/** How many of all records were accepted and dropped. */
export interface Summary extends Accepted {
  /** Number of missing values that were filled, by feature; absent if there were none. */
  readonly missing?: Readonly<Record<string, number>>;
}

/** A batch that was not taken, or not to its end, because the service stops. */
export class StoppingError extends Error {
  override readonly name = 'StoppingError';
  /** The status of an answer over HTTP. */
  readonly statusCode = 503;

  constructor() {
    super('the monitor is stopping; send the points again later');
  }
}

type Counts = { -readonly [Key in keyof Accepted]: Accepted[Key] };

/** Points scored before requests, deliveries and signals get a turn. */
const TURN_SIZE = 256;

const featureMessages: Record<FeatureChange, string> = {
  neverHeld: 'No point of the channel had these features yet; they are filled. Check the names of the columns or keys',
  lost: 'Features have been missing for a whole window or longer; they are filled',
  back: 'Missing features have returned',
};

/** A monitor with its sinks, log, metrics and state on disk. */
export class MonitorService {
  readonly monitor: Monitor;
  /** Whether it continues from a saved state. */
  readonly resumed: boolean;
  /** Where to resume the input of an earlier run; undefined if it cannot be resumed. */
  readonly resumeAt: FilePosition | undefined;
  private readonly trouble: LimitedLog;
  private position: FilePosition | undefined;
  private lastSave = performance.now();
  private queue: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private readonly totals: Counts = { accepted: 0, dropped: {} };
  private readonly missing = new Map<string, number>();
  private lastDropped = '';
  private readonly began = performance.now();
  private lastArrival: number | undefined;
  private phase: 'running' | 'stopping' | 'stopped' = 'running';

  /** @throws {MonitorError} If an option is out of range, or the saved state does not fit. */
  constructor(private readonly options: ServiceOptions) {
    this.trouble = new LimitedLog(options.log);
    this.monitor = new Monitor({ ...options.monitor, listener: this.listener() });
    const { features, names = numberedNames(features) } = this.columns;
    options.metrics?.expect(names);
    const saved = options.state?.load();
    const { canResume = () => true } = options;
    this.resumeAt = saved?.input && canResume(saved.input) ? saved.input : undefined;
    this.position = this.resumeAt;
    if (saved?.input && !this.resumeAt) {
      options.log.warn(
        'The file that was read before is gone: what was not read of it is lost, the present one is read from its start',
      );
    }
    this.resumed = saved !== undefined;
    if (saved) this.restore(saved.monitor);
  }

  /** Scores the batches of an input until it ends or the signal aborts. */
  async run(batches: AsyncIterable<Batch>, signal: AbortSignal): Promise<void> {
    // Not waited for after the signal: `stop` gives the batch in hand its time.
    for await (const batch of untilAborted(batches, signal)) await settledOrAborted(this.accept(batch), signal);
  }

  /**
   * Scores a batch. Batches of several senders are scored one after another.
   *
   * @param options  `isRepeated` says that the sender repeats a batch that was not taken: when the service stops, it
   *                 need not be finished. Default false.
   * @throws {StoppingError} If the service was stopped before the end of the batch.
   */
  accept(batch: Batch, { isRepeated = false } = {}): Promise<Accepted> {
    this.waiting++;
    const result = this.queue.then(() => this.take(batch, isRepeated));
    this.queue = result.catch(() => undefined).then(() => this.waiting--);
    return result;
  }

  /** The features that a point of the input must have. */
  get columns(): PointColumns {
    return this.options.monitor.source;
  }

  /** Returns the counts of all records so far. */
  summary(): Summary {
    const missing = this.missing.size > 0 ? { missing: Object.fromEntries(this.missing) } : {};
    return { ...this.totals, dropped: { ...this.totals.dropped }, ...missing };
  }

  /** Number of batches that wait or are being scored. */
  get queueLength(): number {
    return this.waiting;
  }

  /** Seconds since the last batch with a valid point arrived, late and repeated ones included; undefined before. */
  get secondsIdle(): number | undefined {
    return this.lastArrival === undefined ? undefined : (performance.now() - this.lastArrival) / 1000;
  }

  /** As {@link secondsIdle}; since the start as long as no valid point has come. */
  get secondsWithoutPoints(): number {
    return (performance.now() - (this.lastArrival ?? this.began)) / 1000;
  }

  /**
   * Finishes the batches that wait, saves and closes. A batch that its sender repeats is not finished, and a sink that
   * takes nothing any more is not waited for.
   *
   * @param ended  Whether the input has ended, which closes open alerts. After a signal they stay open in the state for
   *               the next run.
   */
  async stop({ ended }: { ended: boolean }): Promise<void> {
    const { sinks, state, closeWithin = 5000, finishWithin = 2000 } = this.options;
    const patience = ended ? Infinity : finishWithin;
    if (!ended) this.phase = 'stopping';
    await within(patience, this.queue);
    this.phase = 'stopped';
    if (ended || !state) this.monitor.finish();
    await within(patience, this.flush());
    this.save();
    await Promise.all(sinks.map((sink) => this.guarded(sink, () => sink.close?.(closeWithin))));
    this.monitor.dispose();
  }

  /** Writes the state now. If that fails, it is logged and tried again at the next save. */
  save(): void {
    const { state } = this.options;
    this.lastSave = performance.now();
    if (!state) return;
    try {
      state.save({ monitor: this.monitor.toJSON(), input: this.position });
    } catch (error) {
      this.trouble.warn('state', 'The state cannot be saved', { reason: messageOf(error) });
    }
  }

  private async take({ records, position }: Batch, isRepeated: boolean): Promise<Accepted> {
    const taken: Counts = { accepted: 0, dropped: {} };
    const arrival = performance.now();
    for (let start = 0; start < records.length; start += TURN_SIZE) {
      if (start > 0) await nextTurn();
      if (this.phase === 'stopped' || (this.phase === 'stopping' && isRepeated)) throw new StoppingError();
      for (const record of records.slice(start, start + TURN_SIZE)) {
        const reason = this.monitor.push(record);
        for (const counts of [taken, this.totals]) count(counts, reason, this.lastDropped);
      }
    }
    // Directly after the points, so that no save can separate them from the position they were read from.
    this.position = position ?? this.position;
    if (records.length > 0 && !isUseless(taken)) this.lastArrival = arrival;
    const due = performance.now() - this.lastSave >= (this.options.saveEvery ?? 10_000);
    await this.flush();
    if (due) this.save();
    return taken;
  }

  private restore(saved: MonitorState): void {
    try {
      this.monitor.restore(saved, { sameInput: this.resumeAt !== undefined });
    } catch (error) {
      const remedy =
        'remove this file to start without a state (notifications that wait are kept), or use another folder';
      throw new MonitorError(`${this.options.state?.stateFile}: ${messageOf(error)} To continue, ${remedy}.`);
    }
  }

  private listener() {
    const { sinks, log, metrics } = this.options;
    return {
      scored: (point: ScoredPoint, seconds: number) => {
        metrics?.listener.scored(point, seconds);
        for (const name of point.missing ?? []) this.missing.set(name, (this.missing.get(name) ?? 0) + 1);
        for (const sink of sinks) if (sink.scored) this.guardedSync(sink, () => sink.scored?.(point));
      },
      notified: (notification: Notification) => {
        const { phase, alert } = notification;
        log.info({ phase, ...alert }, `Alert ${phase}`);
        metrics?.listener.notified(notification);
        for (const sink of sinks) this.guardedSync(sink, () => sink.notified?.(notification));
      },
      // Not rate-limited: it is as rare as an alert.
      featuresChanged: (change: FeatureChange, channel: string, features: readonly string[]) => {
        log[change === 'back' ? 'info' : 'warn']({ kind: change, channel, features }, featureMessages[change]);
      },
      dropped: (reason: DropReason, channel: string | undefined, detail?: string) => {
        metrics?.listener.dropped(reason, channel);
        this.lastDropped = detail === undefined ? reason : `${reason}: ${detail}`;
        this.trouble.warn(reason, 'Input was dropped', { channel, detail });
      },
    };
  }

  private async flush(): Promise<void> {
    for (const sink of this.options.sinks) await this.guarded(sink, () => sink.flush?.());
  }

  /** Logs a failing sink, which must not end the stream. */
  private async guarded(sink: Sink, write: () => void | Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.logSinkFailure(sink, error);
    }
  }

  private guardedSync(sink: Sink, write: () => void): void {
    try {
      write();
    } catch (error) {
      this.logSinkFailure(sink, error);
    }
  }

  private logSinkFailure(sink: Sink, error: unknown): void {
    this.trouble.warn(`sink ${sink.name}`, 'A sink cannot be written to', {
      sink: sink.name,
      reason: messageOf(error),
    });
  }
}

function count(counts: Counts, reason: DropReason | undefined, detail: string): void {
  if (reason === undefined) {
    counts.accepted++;
    return;
  }
  counts.dropped[reason] = (counts.dropped[reason] ?? 0) + 1;
  counts.firstDropped ??= detail;
}

/** Waits for a promise, but no longer than some milliseconds. */
async function within(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  if (milliseconds === Infinity) return void (await promise);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
