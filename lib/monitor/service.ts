import { setImmediate as nextTurn } from 'node:timers/promises';
import { numberedNames } from '../data/column-names';
import { messageOf } from '../base/index';
import { type Batch, type FilePosition, untilAborted } from './batches';
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
  /** Where the state is kept; without it a restart begins afresh. */
  readonly state?: StateFolder;
  /** Milliseconds between saves. Default 10,000. */
  readonly saveEvery?: number;
  /** Milliseconds that closing sinks may take, such as the last deliveries. Default 5,000. */
  readonly closeWithin?: number;
  /** Whether the input can be read on from where an earlier run left it. Default: it can. */
  readonly canResume?: (position: FilePosition) => boolean;
}

/** What became of the records of a batch. */
interface Accepted {
  readonly accepted: number;
  /** By reason; only those that occurred. */
  readonly dropped: Partial<Record<DropReason, number>>;
  /** Why the first was dropped, with what was expected and found; absent where none was. */
  readonly firstDropped?: string;
}

/** Whether there were records and none was a point of the pipeline, in or out of time: no alert then means nothing. */
export function isUseless({ accepted, dropped }: Accepted): boolean {
  const { late, duplicate, clockJump } = dropped;
  return accepted === 0 && !late && !duplicate && !clockJump && Object.keys(dropped).length > 0;
}

/** What became of all records. */
export interface Summary extends Accepted {
  /** Missing values that were filled, by feature; absent where there were none. */
  readonly missing?: Readonly<Record<string, number>>;
}

type Counts = { -readonly [Key in keyof Accepted]: Accepted[Key] };

/** Points pushed before requests, deliveries and signals get their turn. */
const TURN_SIZE = 256;

const featureMessages: Record<FeatureChange, string> = {
  neverHeld: 'No point of the channel has held these features yet; they are filled in. Is there such a column or key?',
  lost: 'Features have been missing for at least a whole window; they are filled in',
  back: 'Features that were missing are there again',
};

/** A monitor with what surrounds it: sinks, log, metrics, state on disk. */
export class MonitorService {
  readonly monitor: Monitor;
  /** Whether it goes on from a saved state. */
  readonly resumed: boolean;
  /** Where an earlier run left its input; undefined if it could not be resumed. */
  readonly resumeAt: FilePosition | undefined;
  private readonly trouble: LimitedLog;
  private position: FilePosition | undefined;
  private lastSave = performance.now();
  private queue: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private readonly totals: Counts = { accepted: 0, dropped: {} };
  private readonly missing = new Map<string, number>();
  private lastDropped = '';
  private lastArrival: number | undefined;

  /** @throws {MonitorError} Naming an option out of range, or a saved state that does not fit. */
  constructor(private readonly options: ServiceOptions) {
    this.trouble = new LimitedLog(options.log);
    this.monitor = new Monitor({ ...options.monitor, listener: this.listener() });
    const { features, names = numberedNames(features) } = this.columns;
    options.metrics?.expect(names);
    const saved = options.state?.load();
    const { canResume = () => true } = options;
    this.resumeAt = saved?.input && canResume(saved.input) ? saved.input : undefined;
    this.position = this.resumeAt;
    this.resumed = saved !== undefined;
    if (saved) this.restore(saved.monitor);
  }

  /** Takes the batches of an input until it ends or the signal comes. */
  async run(batches: AsyncIterable<Batch>, signal: AbortSignal): Promise<void> {
    for await (const batch of untilAborted(batches, signal)) await this.accept(batch);
  }

  /** Scores a batch; batches of several senders are taken one after the other. */
  accept(batch: Batch): Promise<Accepted> {
    this.waiting++;
    const result = this.queue.then(() => this.take(batch));
    this.queue = result.catch(() => undefined).then(() => this.waiting--);
    return result;
  }

  /** What a point of the input must hold. */
  get columns(): PointColumns {
    return this.options.monitor.source;
  }

  /** What became of all records so far. */
  summary(): Summary {
    const missing = this.missing.size > 0 ? { missing: Object.fromEntries(this.missing) } : {};
    return { ...this.totals, dropped: { ...this.totals.dropped }, ...missing };
  }

  /** Batches that wait or are being scored. */
  get queueLength(): number {
    return this.waiting;
  }

  /** Seconds since the last batch came; undefined before the first. */
  get secondsIdle(): number | undefined {
    return this.lastArrival === undefined ? undefined : (performance.now() - this.lastArrival) / 1000;
  }

  /**
   * Finishes what is under way, saves and closes.
   *
   * @param ended  Whether the input is at its end, so that open alerts are closed; after a signal they stay open in the
   *               state for the next run.
   */
  async stop({ ended }: { ended: boolean }): Promise<void> {
    const { sinks, state, closeWithin = 5000 } = this.options;
    await this.queue;
    if (ended || !state) this.monitor.finish();
    await this.flush();
    this.save();
    await Promise.all(sinks.map((sink) => this.guarded(sink, () => sink.close?.(closeWithin))));
    this.monitor.dispose();
  }

  /** Writes the state now. A disk that refuses is told of and tried again at the next save. */
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

  private async take({ records, position }: Batch): Promise<Accepted> {
    const taken: Counts = { accepted: 0, dropped: {} };
    this.lastArrival = performance.now();
    for (let start = 0; start < records.length; start += TURN_SIZE) {
      if (start > 0) await nextTurn();
      for (const record of records.slice(start, start + TURN_SIZE)) {
        const reason = this.monitor.push(record);
        for (const counts of [taken, this.totals]) count(counts, reason, this.lastDropped);
      }
    }
    // At once after the points, so that no save can come between them and the place they were read from.
    this.position = position ?? this.position;
    const due = performance.now() - this.lastSave >= (this.options.saveEvery ?? 10_000);
    await this.flush();
    if (due) this.save();
    return taken;
  }

  private restore(saved: MonitorState): void {
    try {
      this.monitor.restore(saved, { sameInput: this.resumeAt !== undefined });
    } catch (error) {
      const remedy = 'remove that file to start afresh, or give another folder; what waits to be delivered is kept';
      throw new MonitorError(`${this.options.state?.stateFile}: ${messageOf(error)} To go on, ${remedy}.`);
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
      // Not limited: told of at most as often as an alert may open and close.
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

  /** A sink that fails must not end the stream. */
  private async guarded(sink: Sink, write: () => void | Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.tellSinkFailure(sink, error);
    }
  }

  private guardedSync(sink: Sink, write: () => void): void {
    try {
      write();
    } catch (error) {
      this.tellSinkFailure(sink, error);
    }
  }

  private tellSinkFailure(sink: Sink, error: unknown): void {
    this.trouble.warn(`sink ${sink.name}`, 'A sink cannot be written to', {
      sink: sink.name,
      reason: messageOf(error),
    });
  }
}

function count(counts: Counts, reason: DropReason | undefined, told: string): void {
  if (reason === undefined) {
    counts.accepted++;
    return;
  }
  counts.dropped[reason] = (counts.dropped[reason] ?? 0) + 1;
  counts.firstDropped ??= told;
}
