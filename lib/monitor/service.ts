/** Runs a monitor together with its sinks, log, metrics and state on disk. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { numberedNames } from '../data/column-names';
import { messageOf } from '../base/index';
import { type Batch, type FilePosition, settledOrAborted, untilAborted } from './batches';
import { GuardedSinks } from './guarded-sinks';
import { LimitedLog, type Logger } from './log';
import type { MonitorMetrics } from './metrics';
import type { FeatureChange } from './missing-features';
import { Monitor, type MonitorOptions } from './monitor';
import { MonitorError } from './monitor-error';
import {
  type DropReason,
  isRejection,
  type Notification,
  type Point,
  type PointColumns,
  type ScoredPoint,
} from './point';
import type { JournalPosition } from './point-journal';
import type { Sink } from './sinks';
import type { SavedState, StateFolder } from './state-folder';
import { describeTaken, InputMemory } from './taken-input';

export interface ServiceOptions {
  readonly monitor: Omit<MonitorOptions, 'listener'>;
  readonly sinks: readonly Sink[];
  readonly log: Logger;
  readonly metrics?: MonitorMetrics;
  /** Where the state is kept. Without it a restart begins with empty windows. */
  readonly state?: StateFolder;
  /** Whether points are written to the state's journal before they are scored, as the input cannot be read again. */
  readonly journal?: boolean;
  /** Most milliseconds between saves; the first ones follow each other sooner. Default 10,000. */
  readonly saveEvery?: number;
  /** Milliseconds that the batch in hand may take after a signal, and the sinks with what it left. Default 2,000. */
  readonly finishWithin?: number;
  /** Milliseconds that closing the sinks may take, e.g. for the last deliveries. Default 5,000. */
  readonly closeWithin?: number;
  /** Whether the input can be resumed where an earlier run stopped. Default: it can. */
  readonly canResume?: (position: FilePosition) => boolean;
  /** Where the input begins if nothing is resumed; undefined if it is not a file. */
  readonly startAt?: FilePosition;
}

/** How many records of a batch were accepted and dropped. */
export interface Accepted {
  readonly accepted: number;
  /** By reason; only those that occurred. */
  readonly dropped: Partial<Record<DropReason, number>>;
  /** Why the first one was dropped, with what was expected and found; absent if none was dropped. */
  readonly firstDropped?: string;
  /** Points that are safe in the journal and are scored at the next start, because the monitor stops; absent if none. */
  readonly waiting?: number;
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

interface TakeOptions {
  readonly isRepeated: boolean;
  /** The number of the batch in the journal; undefined if it is not there. */
  readonly number?: number;
}

type Counts = { -readonly [Key in keyof Accepted]: Accepted[Key] };

/** Milliseconds from the start to the first save after points were taken. From save to save the time doubles. */
const FIRST_SAVE = 250;

/** Milliseconds of scoring before requests, deliveries and signals get a turn. */
const TURN = 20;

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
  /** Where to read the input from: where an earlier run stopped, or else {@link ServiceOptions.startAt}. */
  readonly readFrom: FilePosition | undefined;
  private readonly isResumable: boolean;
  private readonly trouble: LimitedLog;
  private readonly sinks: GuardedSinks;
  private position: FilePosition | undefined;
  private lastSave = performance.now();
  private saveAfter: number;
  /** Whether the state folder holds a state of this run. */
  private isSaved = false;
  /** How far the monitor has come in the journal. */
  private journaled: JournalPosition | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private readonly totals: Counts = { accepted: 0, dropped: {} };
  private readonly missing = new Map<string, number>();
  private lastDropped = '';
  private readonly seen: InputMemory;
  private readonly began = performance.now();
  private lastArrival: number | undefined;
  private phase: 'running' | 'stopping' | 'stopped' = 'running';

  /** @throws {MonitorError} If an option is out of range, or the saved state does not fit. */
  constructor(private readonly options: ServiceOptions) {
    this.trouble = new LimitedLog(options.log);
    this.sinks = new GuardedSinks(options.sinks, this.trouble);
    this.seen = new InputMemory((taken) => {
      options.log.info({ taken }, `Taken from the input: ${describeTaken(taken)}`);
    });
    this.monitor = new Monitor({ ...options.monitor, listener: this.listener() });
    const { features, names = numberedNames(features) } = this.columns;
    options.metrics?.expect(names);
    const saved = options.state?.load();
    const { canResume = () => true, saveEvery = 10_000 } = options;
    this.saveAfter = Math.min(FIRST_SAVE, saveEvery);
    this.isResumable = saved?.input !== undefined && canResume(saved.input);
    this.readFrom = this.isResumable ? saved?.input : options.startAt;
    this.position = this.readFrom;
    if (saved?.input && !this.isResumable) {
      options.log.warn(
        'The file that was read before is gone: what was not read of it is lost, the present one is read from its start',
      );
    }
    this.resumed = saved !== undefined;
    if (saved) this.restore(saved);
    if (options.state) {
      // Also without a saved state: a full disk may have refused it to a run that wrote alerts before it was killed.
      this.sinks.resume(saved?.unwritten ?? {});
      this.resumeJournal(options.state, saved?.journal);
    }
    // Saved before the first point, so that a kill at any later moment finds the run's name and the place of its input;
    // where the disk refuses it, again before each batch.
    this.save();
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
   * @throws {JournalError} If the sender repeats the batch and the disk refuses it.
   */
  accept(batch: Batch, { isRepeated = false } = {}): Promise<Accepted> {
    this.waiting++;
    const written = this.write(batch, isRepeated);
    // It may fail while the batch before is being scored, when nobody waits for it yet.
    written.catch(() => undefined);
    const result = this.queue.then(async () => this.take(batch, { isRepeated, number: await written }));
    this.queue = result.catch(() => undefined).then(() => this.waiting--);
    return result;
  }

  /** The features that a point of the input must have, and what is remembered of the input. */
  get columns(): PointColumns {
    return { ...this.options.monitor.source, seen: this.seen };
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
    const { state, closeWithin = 5000, finishWithin = 2000 } = this.options;
    const patience = ended ? Infinity : finishWithin;
    if (!ended) this.phase = 'stopping';
    await within(patience, this.queue);
    this.phase = 'stopped';
    if (ended || !state) this.monitor.finish();
    await within(patience, this.sinks.flush());
    this.save();
    await this.sinks.close(closeWithin);
    this.monitor.dispose();
  }

  /** Writes the state now. If that fails, it is logged and tried again at the next save. */
  save(): void {
    const { state } = this.options;
    this.lastSave = performance.now();
    if (!state) return;
    try {
      const unwritten = this.sinks.persist();
      state.save({ monitor: this.monitor.toJSON(), input: this.position, journal: this.journaled, unwritten });
      this.isSaved = true;
    } catch (error) {
      this.trouble.warn('state', 'The state cannot be saved', { reason: messageOf(error) });
    }
  }

  private async take({ records, position }: Batch, { isRepeated, number }: TakeOptions): Promise<Accepted> {
    const taken: Counts = { accepted: 0, dropped: {} };
    const arrival = performance.now();
    if (!this.isSaved) this.save();
    let turn = -Infinity;
    for (const [i, record] of records.entries()) {
      if (performance.now() - turn > TURN) {
        if (i > 0) await nextTurn();
        if (this.phase === 'stopped' || (this.phase === 'stopping' && isRepeated)) {
          if (number === undefined) throw new StoppingError();
          return { ...taken, waiting: records.slice(i).filter((each) => !isRejection(each)).length };
        }
        turn = performance.now();
      }
      const reason = this.monitor.push(record);
      for (const counts of [taken, this.totals]) count(counts, reason, this.lastDropped);
      if (number !== undefined && !isRejection(record)) this.advance(number);
    }
    if (number !== undefined) this.journaled = { number: number + 1, points: 0 };
    // Directly after the points, so that no save can separate them from the position they were read from.
    this.position = position ?? this.position;
    if (records.length > 0 && !isUseless(taken)) this.lastArrival = arrival;
    const due = performance.now() - this.lastSave >= this.saveAfter;
    await this.sinks.flush();
    if (!due) return taken;
    this.saveAfter = Math.min(2 * this.saveAfter, this.options.saveEvery ?? 10_000);
    this.save();
    return taken;
  }

  /** Notes that one more point of a batch of the journal was taken. */
  private advance(number: number): void {
    const points = this.journaled?.number === number ? this.journaled.points : 0;
    this.journaled = { number, points: points + 1 };
  }

  /** Writes a batch to the journal, if there is one. @returns  Its number there; undefined if it is not there. */
  private async write({ records }: Batch, isRepeated: boolean): Promise<number | undefined> {
    const { state, journal = false } = this.options;
    const points = records.filter((record): record is Point => !isRejection(record));
    if (!state || !journal || points.length === 0) return undefined;
    if (this.phase !== 'running') throw new StoppingError();
    try {
      return await state.journal.append(points);
    } catch (error) {
      this.trouble.warn('journal', 'Points cannot be written to the journal', { reason: messageOf(error) });
      // A pipe does not bring them again: they are better scored than dropped.
      if (isRepeated) throw error;
      return undefined;
    }
  }

  /** Scores the points that an earlier run took without saving what became of them. */
  private resumeJournal({ journal }: StateFolder, from: JournalPosition | undefined): void {
    const batches = journal.read(from);
    for (const file of journal.damagedFiles) {
      this.options.log.warn({ file, copy: `${file}.damaged` }, 'A journal of points is damaged; some points are lost');
    }
    if (this.options.journal) this.journaled = from ?? { number: 0, points: 0 };
    if (batches.length === 0) return;
    this.journaled = from ?? { number: 0, points: 0 };
    const points = batches.reduce((sum, batch) => sum + batch.points.length, 0);
    this.options.log.info({ points }, 'Scoring the points that an earlier run took and could not save');
    for (const { number, points: records } of batches) {
      this.queue = this.queue.then(() => this.take({ records }, { isRepeated: false, number }));
    }
  }

  private restore({ monitor, journal }: SavedState): void {
    // Numbered points go on with the next number, so that the run may keep its name.
    const goesOn = this.options.journal === true && journal !== undefined;
    try {
      this.monitor.restore(monitor, { sameInput: this.isResumable || goesOn });
    } catch (error) {
      const remedy =
        'remove this file to start without a state (notifications that wait are kept), or use another folder';
      throw new MonitorError(`${this.options.state?.stateFile}: ${messageOf(error)} To continue, ${remedy}.`);
    }
  }

  private listener() {
    const { log, metrics } = this.options;
    return {
      scored: (point: ScoredPoint, seconds: number) => {
        metrics?.listener.scored(point, seconds);
        for (const name of point.missing ?? []) this.missing.set(name, (this.missing.get(name) ?? 0) + 1);
        this.sinks.scored(point);
      },
      notified: (notification: Notification) => {
        const { phase, alert } = notification;
        log.info({ phase, ...alert }, `Alert ${phase}`);
        metrics?.listener.notified(notification);
        this.sinks.notified(notification);
      },
      retired: (channel: string, newChannel: string) => {
        this.trouble.warn('retired', 'A silent channel has made room for a new one; its window is forgotten', {
          channel,
          newChannel,
        });
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
