/** Decides which channel makes room for a new one. */
import type { Phase } from './point';

/** What decides whether a channel makes room. */
export interface Occupant {
  readonly phase: Phase;
  readonly alertIsOpen: boolean;
  /** Points of this run that it has taken, and those that it continued with. */
  readonly received: number;
  /** When its last point arrived, by the stopwatch of the monitor, in milliseconds. */
  readonly lastArrival: number;
}

/** Names whose refused points are counted, and channels that are looked at for one that makes room. */
const MOST_NAMES = 1024;
const MOST_LOOKS = 64;

/**
 * Finds the channel whose place a new one takes if all places are taken. The rule:
 *
 * - A channel makes room if no point of it has come for `idleAfter`; one without an open alert first.
 * - A channel that has never been scored makes room if the new one has tried more than twice as many points as it has had:
 *   a name that came once, such as a misspelt one, keeps nobody out.
 *
 * Among several, the one that has been silent longest makes room. Of the refused names the latest 1,024 are counted.
 */
export class ChannelRoom {
  private readonly tried = new Map<string, number>();

  /** @param idleAfter  Milliseconds. */
  constructor(private readonly idleAfter: number) {}

  /**
   * Takes a point of a new channel.
   *
   * @param channels  All channels, the one that has been silent longest first.
   * @returns         The name of the channel that makes room; undefined if the point is refused.
   */
  find(name: string, channels: Iterable<readonly [string, Occupant]>, now: number): string | undefined {
    const points = (this.tried.get(name) ?? 0) + 1;
    this.tried.delete(name);
    const place = this.placeFor(points, channels, now);
    if (place !== undefined) return place;
    this.tried.set(name, points);
    if (this.tried.size > MOST_NAMES) for (const oldest of this.tried.keys()) return void this.tried.delete(oldest);
    return undefined;
  }

  private placeFor(points: number, channels: Iterable<readonly [string, Occupant]>, now: number): string | undefined {
    let withAlert: string | undefined;
    let looks = 0;
    for (const [name, { phase, alertIsOpen, received, lastArrival }] of channels) {
      if (looks++ === MOST_LOOKS) break;
      const isIdle = now - lastArrival >= this.idleAfter;
      if (isIdle && alertIsOpen) withAlert ??= name;
      else if (isIdle || (phase === 'warmingUp' && points > 2 * received)) return name;
    }
    return withAlert;
  }
}
