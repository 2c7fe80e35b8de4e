/** Turns judged points into alerts: one alert per event, with hysteresis and a cool-down. */
import { createHash } from 'node:crypto';
import { wholeNumberFault } from '../base/index';
import { MonitorError } from './monitor-error';
import type { Alert, Notification } from './point';
import type { Moment } from './timestamp';

export interface AlertOptions {
  /** Anomalous points in a row before an alert opens. Default 1. */
  readonly openAfter?: number;
  /** An open alert lasts while scores lie above this fraction of the threshold. Within (0, 1]; default 0.9. */
  readonly clearFraction?: number;
  /** Quiet points in a row before an alert closes; an exceedance among them belongs to the same alert. Default 10. */
  readonly coolDown?: number;
}

/** A point with its score and threshold. */
export interface Judged extends Pick<Moment, 'timestamp' | 'time'> {
  readonly score: number;
  readonly threshold: number;
}

/** What goes into an alert's id beside channel and start. */
export type AlertOrigin = readonly (string | number)[];

export interface AlertState {
  readonly alert: Alert | null;
  readonly quiet: number;
  readonly streak: number;
}

/**
 * Tracks the alert of one channel. An alert opens after `openAfter` scores in a row above the threshold and starts at
 * the first of them. It lasts until a score falls to `clearFraction` of the threshold (hysteresis: a score that wavers
 * about the threshold does not open a second alert). Then the cool-down runs, and a score above the full threshold
 * during it resumes the same alert. After `coolDown` quiet points the alert closes; its end is the first of them.
 */
export class AlertTracker {
  private readonly settings: Required<AlertOptions>;
  private alert: Alert | undefined;
  private streak = 0;
  private quiet = 0;

  /** @throws {MonitorError} Naming the option that is out of range. */
  constructor(
    private readonly channel: string,
    options: AlertOptions = {},
  ) {
    const { openAfter = 1, clearFraction = 0.9, coolDown = 10 } = options;
    const fault =
      wholeNumberFault('openAfter', openAfter, { min: 1 }) ?? wholeNumberFault('coolDown', coolDown, { min: 1 });
    if (fault !== undefined) throw new MonitorError(`${fault}.`);
    if (!(clearFraction > 0 && clearFraction <= 1)) {
      throw new MonitorError(`clearFraction must lie above 0 and at most at 1, found ${clearFraction}.`);
    }
    this.settings = { openAfter, clearFraction, coolDown };
  }

  /**
   * Takes the next judged point.
   *
   * @param origin  Distinguishes events of the channel that start at the same time, e.g. by the number of clock resets.
   * @returns       A notification if an alert opened or closed.
   */
  push(judged: Judged, origin: AlertOrigin = []): Notification | undefined {
    return this.isOpen ? this.follow(judged) : this.watch(judged, origin);
  }

  /**
   * Closes an open alert because its series broke off or the input ended.
   *
   * @param at  The alert's end if there was no quiet point yet.
   */
  close({ timestamp, time }: Moment): Notification | undefined {
    const { alert } = this;
    const opened = this.isOpen;
    this.alert = undefined;
    this.streak = 0;
    this.quiet = 0;
    if (!alert || !opened) return undefined;
    return { phase: 'closed', alert: alert.end === undefined ? ended(alert, timestamp, time) : alert };
  }

  get isOpen(): boolean {
    return this.alert !== undefined && this.streak >= this.settings.openAfter;
  }

  toJSON(): AlertState {
    return { alert: this.alert ?? null, quiet: this.quiet, streak: this.streak };
  }

  /** Continues from what `toJSON` returned. */
  restore({ alert, quiet, streak }: AlertState): void {
    this.alert = alert ?? undefined;
    this.quiet = quiet;
    this.streak = streak;
  }

  /** Counts exceedances in a row while no alert is open. */
  private watch({ timestamp, time, score, threshold }: Judged, origin: AlertOrigin): Notification | undefined {
    if (!(score > threshold)) {
      this.alert = undefined;
      this.streak = 0;
      return undefined;
    }
    this.streak++;
    this.alert ??= {
      id: alertId(this.channel, timestamp, origin),
      channel: this.channel,
      start: timestamp,
      end: undefined,
      peakScore: score,
      peakTimestamp: timestamp,
      threshold,
      points: 0,
      ...(time !== undefined && { startTime: time, peakTime: time }),
    };
    this.alert = grown(this.alert, { timestamp, time, score });
    return this.streak >= this.settings.openAfter ? { phase: 'opened', alert: this.alert } : undefined;
  }

  /** Extends, cools down or closes the open alert. */
  private follow(judged: Judged): Notification | undefined {
    const alert = this.alert!;
    const { timestamp, time, score, threshold } = judged;
    const { clearFraction, coolDown } = this.settings;
    // Written so that a negative threshold also has its clear level below it.
    const clearLevel = threshold - (1 - clearFraction) * Math.abs(threshold);
    const level = this.quiet === 0 ? clearLevel : threshold;
    if (score > level) {
      this.quiet = 0;
      const { endTime: _, ...open } = grown(alert, judged);
      this.alert = { ...open, end: undefined };
      return undefined;
    }
    if (this.quiet === 0) this.alert = ended(alert, timestamp, time);
    this.quiet++;
    return this.quiet >= coolDown ? this.close(judged) : undefined;
  }
}

function grown(alert: Alert, { timestamp, time, score }: Pick<Judged, 'timestamp' | 'time' | 'score'>): Alert {
  const points = alert.points + 1;
  if (!(score > alert.peakScore)) return { ...alert, points };
  const { peakTime: _, ...rest } = alert;
  return {
    ...rest,
    points,
    peakScore: score,
    peakTimestamp: timestamp,
    ...(time !== undefined && { peakTime: time }),
  };
}

function ended(alert: Alert, end: number, endTime: string | undefined): Alert {
  return { ...alert, end, ...(endTime !== undefined && { endTime }) };
}

/** Hashes what is known when the event begins, so that the id is safe in an HTTP header whatever the channel's name. */
function alertId(channel: string, start: number, origin: AlertOrigin): string {
  return createHash('sha256')
    .update(JSON.stringify([channel, start, ...origin]))
    .digest('hex')
    .slice(0, 24);
}
