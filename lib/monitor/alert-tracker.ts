import { createHash } from 'node:crypto';
import { wholeNumberFault } from '../base/index';
import { MonitorError } from './monitor-error';
import type { Alert, Notification } from './point';

export interface AlertOptions {
  /** Anomalous points in a row before an alert opens. Default 1. */
  readonly openAfter?: number;
  /** An open alert lasts while scores lie above this fraction of the threshold. Within (0, 1]; default 0.9. */
  readonly clearFraction?: number;
  /** Quiet points in a row before an alert closes; a new exceedance among them belongs to it. Default 10. */
  readonly coolDown?: number;
}

/** A point that was judged. */
export interface Judged {
  readonly timestamp: number;
  readonly score: number;
  readonly threshold: number;
}

/** Parts of an alert's id beside channel and start. */
export type AlertOrigin = readonly (string | number)[];

export interface AlertState {
  readonly alert: Alert | null;
  readonly quiet: number;
  readonly streak: number;
}

/**
 * Turns judged points into alerts, one an event. An alert opens after `openAfter` scores in a row above the threshold
 * and starts with the first of them. It lasts until a score falls to `clearFraction` of the threshold (hysteresis: a
 * score that wavers about the threshold opens no second alert); then the cool-down runs, and a score above the whole
 * threshold within it resumes the same alert. After `coolDown` quiet points it closes, its end being the first of them.
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
   * @param origin  What tells events of the channel at the same time apart, such as how often its clock was set back.
   * @returns       What there is to tell, if anything.
   */
  push(judged: Judged, origin: AlertOrigin = []): Notification | undefined {
    return this.isOpen ? this.follow(judged) : this.watch(judged, origin);
  }

  /** Ends what is open, because its series broke off or the input ended. @param at  End, if no quiet point came yet. */
  close(at: number): Notification | undefined {
    const { alert } = this;
    const opened = this.isOpen;
    this.alert = undefined;
    this.streak = 0;
    this.quiet = 0;
    return alert && opened ? { phase: 'closed', alert: { ...alert, end: alert.end ?? at } } : undefined;
  }

  get isOpen(): boolean {
    return this.alert !== undefined && this.streak >= this.settings.openAfter;
  }

  toJSON(): AlertState {
    return { alert: this.alert ?? null, quiet: this.quiet, streak: this.streak };
  }

  /** Goes on from what `toJSON` gave. */
  restore({ alert, quiet, streak }: AlertState): void {
    this.alert = alert ?? undefined;
    this.quiet = quiet;
    this.streak = streak;
  }

  /** No alert is open: counts exceedances in a row. */
  private watch({ timestamp, score, threshold }: Judged, origin: AlertOrigin): Notification | undefined {
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
    };
    this.alert = grown(this.alert, timestamp, score);
    return this.streak >= this.settings.openAfter ? { phase: 'opened', alert: this.alert } : undefined;
  }

  /** An alert is open: it grows, cools down or closes. */
  private follow({ timestamp, score, threshold }: Judged): Notification | undefined {
    const alert = this.alert!;
    const { clearFraction, coolDown } = this.settings;
    // Written so that a negative threshold has its lower level below it, too.
    const clearLevel = threshold - (1 - clearFraction) * Math.abs(threshold);
    const level = this.quiet === 0 ? clearLevel : threshold;
    if (score > level) {
      this.quiet = 0;
      this.alert = { ...grown(alert, timestamp, score), end: undefined };
      return undefined;
    }
    if (this.quiet === 0) this.alert = { ...alert, end: timestamp };
    this.quiet++;
    return this.quiet >= coolDown ? this.close(timestamp) : undefined;
  }
}

function grown(alert: Alert, timestamp: number, score: number): Alert {
  const higher = score > alert.peakScore;
  return {
    ...alert,
    points: alert.points + 1,
    peakScore: higher ? score : alert.peakScore,
    peakTimestamp: higher ? timestamp : alert.peakTimestamp,
  };
}

/** Made of what is known when the event begins, and safe in an HTTP header whatever the channel is called. */
function alertId(channel: string, start: number, origin: AlertOrigin): string {
  return createHash('sha256')
    .update(JSON.stringify([channel, start, ...origin]))
    .digest('hex')
    .slice(0, 24);
}
