/** Puts the points of a channel in order of time and finds gaps. */
import { type NumberArray, wholeNumberFault } from '../base/index';
import { MonitorError } from './monitor-error';
import type { DropReason } from './point';
import { TakenPoints, type TakenPointsState } from './taken-points';
import { apart, later, type Moment } from './timestamp';

export interface OrderOptions {
  /** Expected time between points. Without it gaps are not recognized and nothing is filled. */
  readonly interval?: number;
  /** How long to hold points back so that late ones can be put in order, in units of time. Default 0: score at once. */
  readonly lateness?: number;
  /** Largest number of points held back; if there are more, the oldest is released early. Default 1,000. */
  readonly maxHeld?: number;
  /**
   * Longest run of missing points that is filled with the previous values, at most 1,000; a longer gap is a break. Default 3.
   */
  readonly maxFill?: number;
  /** A point further than this behind the newest means a clock jump. Default: 100 intervals, or 60,000. */
  readonly clockJump?: number;
}

export interface OrderedPoint extends Moment {
  readonly values: NumberArray;
  /** When the point arrived, by the stopwatch that measures latency. */
  readonly receivedAt: number;
  /** Whether the point was missing and has the previous values. */
  readonly filled: boolean;
  /** Whether the point does not continue the last one: after a long gap or a clock set back. */
  readonly afterBreak: boolean;
}

interface TimedValues extends Moment {
  readonly values: NumberArray;
}

interface Arrival extends TimedValues {
  readonly receivedAt: number;
}

/** A point as JSON can hold it: null where a value is missing. */
export interface StoredPoint extends Moment {
  readonly values: (number | null)[];
}

export interface OrderState {
  readonly last: StoredPoint | null;
  readonly newest: number | null;
  /** What `newest` lacks of the exact time; absent if nothing. */
  readonly newestFine?: number;
  readonly held: StoredPoint[];
  readonly clockResets: number;
  /** The latest points behind the clock; absent in states of earlier versions. */
  readonly behind?: { readonly count: number; readonly unknown: number; readonly timestamp: number | null };
  /** The latest points that were taken; absent in states of earlier versions. */
  readonly taken?: TakenPointsState;
}

const LONG_AGO: Moment = { timestamp: -Infinity };

/** All points of a gap are scored at once, before anything else gets its turn. */
const MOST_FILLED = 1000;

/** Points in a row behind the clock that show that the clock was set back. */
const JUMP_CONFIRMATIONS = 3;

/**
 * Puts the points of one channel in order of time. The rules:
 *
 * - A point is released once a point at least `lateness` newer has arrived; at once if `lateness` is 0.
 * - A point with the time of the last released point, or of one held back, is a `duplicate` and dropped.
 * - A point older than the last released one is `late` and dropped, so that scores never go back in time.
 * - A point more than `clockJump` behind the newest is dropped: as `duplicate` if one of the last 2,048 points had its
 *   time and its values, so that it was sent again, like the points of a request whose answer was lost; otherwise as
 *   `clockJump`. The third such point in a row, each newer than the one before and at most one of them a `duplicate`,
 *   shows that the clock was set back (or had been ahead): time restarts there, after a break.
 * - With `interval`, up to `maxFill` missing points are filled with the previous values; a longer gap is a break.
 *
 * After a break the scorer starts with an empty window. Memory: `maxHeld` points, the last one, and the times and hashes
 * of the last 2,048.
 */
export class PointOrder {
  private readonly settings: Required<Omit<OrderOptions, 'interval'>> & { interval: number | undefined };
  private held: Arrival[] = [];
  private last: TimedValues | undefined;
  private newest: Moment = LONG_AGO;
  private behind: { count: number; unknown: number; moment: Moment } = { count: 0, unknown: 0, moment: LONG_AGO };
  private readonly taken = new TakenPoints();
  private resets = 0;

  /**
   * @param release  Receives the released points in order of time.
   * @throws {MonitorError} Naming the option that is out of range.
   */
  constructor(
    options: OrderOptions,
    private readonly release: (point: OrderedPoint) => void,
  ) {
    const { interval, lateness = 0, maxHeld = 1000, maxFill = 3 } = options;
    const clockJump = options.clockJump ?? Math.max(interval === undefined ? 60_000 : 100 * interval, 2 * lateness);
    if (interval !== undefined) requireAbove('interval', interval, 0);
    if (!(lateness >= 0)) throw new MonitorError(`lateness must be at least 0, found ${lateness}.`);
    const fault = wholeNumberFault('maxHeld', maxHeld, { min: 1 }) ?? wholeNumberFault('maxFill', maxFill, { min: 0 });
    if (fault !== undefined) throw new MonitorError(`${fault}.`);
    if (maxFill > MOST_FILLED) throw new MonitorError(`maxFill must be at most ${MOST_FILLED}, found ${maxFill}.`);
    requireAbove('clockJump', clockJump, lateness);
    this.settings = { interval, lateness, maxHeld, maxFill, clockJump };
  }

  /** Takes a point. @returns  Why it was dropped; undefined if it was not. */
  push(arrival: Arrival): DropReason | undefined {
    const reason = this.take(arrival);
    if (reason === undefined) this.taken.add(arrival.timestamp, arrival.values);
    return reason;
  }

  private take(arrival: Arrival): DropReason | undefined {
    const { lateness, clockJump, maxHeld } = this.settings;
    if (apart(arrival, this.newest) > clockJump) return this.pushBehind(arrival);
    this.behind.count = 0;
    const fromLast = this.last === undefined ? Infinity : apart(this.last, arrival);
    if (fromLast <= 0) return fromLast === 0 ? 'duplicate' : 'late';
    if (apart(this.newest, arrival) > 0) this.newest = momentOf(arrival);
    if (lateness === 0) {
      this.passOn(arrival);
      return undefined;
    }
    if (!this.hold(arrival)) return 'duplicate';
    while (this.held.length > maxHeld || (this.held.length > 0 && apart(this.held[0], this.newest) >= lateness)) {
      this.passOn(this.held.shift()!);
    }
    return undefined;
  }

  /** Releases all points held back, as at the end of the input. */
  flush(): void {
    const waiting = this.held;
    this.held = [];
    waiting.forEach((arrival) => this.passOn(arrival));
  }

  /** Points held back now. */
  get heldCount(): number {
    return this.held.length;
  }

  /** How many times the clock was set back. */
  get clockResets(): number {
    return this.resets;
  }

  toJSON(): OrderState {
    const { behind } = this;
    return {
      last: this.last ? stored(this.last) : null,
      newest: finiteOrNull(this.newest.timestamp),
      ...(this.newest.fine !== undefined && { newestFine: this.newest.fine }),
      held: this.held.map(stored),
      clockResets: this.resets,
      behind: { count: behind.count, unknown: behind.unknown, timestamp: finiteOrNull(behind.moment.timestamp) },
      taken: this.taken.toJSON(),
    };
  }

  /** Continues from what `toJSON` returned. */
  restore(state: OrderState, now: number): void {
    this.last = state.last ? restored(state.last) : undefined;
    this.newest = state.newest === null ? LONG_AGO : { timestamp: state.newest, fine: state.newestFine };
    this.held = state.held.map((point) => ({ ...restored(point), receivedAt: now }));
    this.resets = state.clockResets;
    const { count = 0, unknown = 0, timestamp = null } = state.behind ?? {};
    this.behind = { count, unknown, moment: { timestamp: timestamp ?? -Infinity } };
    this.taken.restore(state.taken ?? '');
  }

  private pushBehind(arrival: Arrival): DropReason | undefined {
    const { behind } = this;
    const { timestamp, values } = arrival;
    const isKnown = this.taken.has(timestamp, values);
    const goesOn = behind.count > 0 && apart(behind.moment, arrival) > 0;
    behind.count = goesOn ? behind.count + 1 : 1;
    behind.unknown = (goesOn ? behind.unknown : 0) + (isKnown ? 0 : 1);
    behind.moment = momentOf(arrival);
    // One of the three may have an earlier point's time and values by chance.
    if (behind.count < JUMP_CONFIRMATIONS || behind.unknown < JUMP_CONFIRMATIONS - 1) {
      return isKnown ? 'duplicate' : 'clockJump';
    }
    this.flush();
    behind.count = 0;
    this.resets++;
    this.newest = momentOf(arrival);
    this.forward(arrival, { filled: false, afterBreak: true });
    return undefined;
  }

  /** Inserts a point into `held` in order of time. @returns  False if there is a point with that time already. */
  private hold(arrival: Arrival): boolean {
    let at = this.held.length;
    while (at > 0 && apart(arrival, this.held[at - 1]) > 0) at--;
    if (at > 0 && apart(this.held[at - 1], arrival) === 0) return false;
    this.held.splice(at, 0, arrival);
    return true;
  }

  private passOn(arrival: Arrival): void {
    const { interval, maxFill } = this.settings;
    if (this.last === undefined || interval === undefined) {
      this.forward(arrival, { filled: false, afterBreak: false });
      return;
    }
    const { last } = this;
    const { values } = last;
    const missing = Math.round(apart(last, arrival) / interval) - 1;
    const afterBreak = missing > maxFill;
    for (let k = 1; k <= missing && !afterBreak; k++) {
      const filled = { ...later(last, k * interval), values, receivedAt: arrival.receivedAt };
      this.forward(filled, { filled: true, afterBreak: false });
    }
    this.forward(arrival, { filled: false, afterBreak });
  }

  private forward(arrival: Arrival, { filled, afterBreak }: { filled: boolean; afterBreak: boolean }): void {
    this.last = arrival;
    const { timestamp, fine, time, values, receivedAt } = arrival;
    this.release({ timestamp, fine, time, values, receivedAt, filled, afterBreak });
  }
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function momentOf({ timestamp, fine }: Moment): Moment {
  return { timestamp, fine };
}

function stored({ timestamp, fine, time, values }: TimedValues): StoredPoint {
  const finite = Array.from(values, (value) => (Number.isFinite(value) ? value : null));
  return { timestamp, ...(fine !== undefined && { fine }), ...(time !== undefined && { time }), values: finite };
}

function restored({ values, ...moment }: StoredPoint): TimedValues {
  return { ...moment, values: values.map((value) => value ?? NaN) };
}

function requireAbove(option: string, value: number, bound: number): void {
  if (!(value > bound)) throw new MonitorError(`${option} must be above ${bound}, found ${value}.`);
}
