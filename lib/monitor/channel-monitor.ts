/** Monitors one channel. */
import type { NumberArray } from '../base/index';
import { type AlertOptions, type AlertOrigin, type AlertState, AlertTracker } from './alert-tracker';
import { type FeatureChange, MissingFeatures } from './missing-features';
import { type OrderedPoint, type OrderOptions, type OrderState, PointOrder } from './point-order';
import type { DropReason, Notification, PointScorer, Phase, ScoredPoint, ScorerSource } from './point';
import { PointRing } from './point-ring';
import { later, type Moment } from './timestamp';
import { createThreshold, type StreamThreshold, type ThresholdConfig } from './stream-threshold';

/** Receives scores, alerts and drops as they occur. */
export interface MonitorListener {
  /**
   * Hears of a point that was scored, or entered a window that is not full yet.
   *
   * @param seconds  From its arrival to its score.
   */
  scored(point: ScoredPoint, seconds: number): void;
  /** Hears of an alert that opened or closed. */
  notified(notification: Notification): void;
  /**
   * Hears of input that was dropped.
   *
   * @param detail  What was expected and what was found, if a short text can say it.
   */
  dropped(reason: DropReason, channel: string | undefined, detail?: string): void;
  /** Features have been missing for long, or have returned. */
  /** Hears of a channel that has made room for a new one. */
  retired?(channel: string, newChannel: string): void;
  featuresChanged?(change: FeatureChange, channel: string, features: readonly string[]): void;
}

export interface ChannelSettings {
  readonly source: ScorerSource;
  readonly threshold: ThresholdConfig;
  readonly order: OrderOptions;
  readonly alerts: AlertOptions;
  readonly listener: MonitorListener;
  /** Measures latency: milliseconds since any fixed moment. */
  readonly stopwatch: () => number;
  /** Identifies this run. */
  readonly run: string;
  readonly timesRepeat: boolean;
  /** Channels that had made room when this one was new: part of its alerts' ids if its times begin again. Default 0. */
  readonly retired?: number;
}

export interface ChannelState {
  readonly channel: string;
  /** Whether its points are numbered because they have no timestamps; null before the first point. */
  readonly numbered: boolean | null;
  readonly nextNumber: number;
  readonly order: OrderState;
  readonly threshold?: unknown;
  readonly alert: AlertState;
  /** That of the scorer, if it has one. */
  readonly scorer?: unknown;
  /** The latest points, oldest first, null where a value is missing. */
  readonly recent: (number | null)[][];
  /** See {@link ChannelSettings.retired}; absent if 0. */
  readonly retired?: number;
}

/** Takes the points of one channel through ordering, scoring, threshold and alerts. */
export class ChannelMonitor {
  private readonly order: PointOrder;
  private readonly tracker: AlertTracker;
  private readonly recent: PointRing;
  /** Undefined for a scorer that does not fill missing values: it never sees a point that lacks one. */
  private readonly missing: MissingFeatures | undefined;
  private scorer: PointScorer;
  private threshold: StreamThreshold;
  private numbered: boolean | undefined;
  private nextNumber = 0;
  private last: Moment = { timestamp: 0 };
  private currentPhase: Phase = 'warmingUp';
  private retired: number;
  private pointCount = 0;
  private arrival: number;

  constructor(
    private readonly channel: string,
    private readonly settings: ChannelSettings,
    state?: ChannelState,
  ) {
    const { source, order, alerts, threshold, listener } = settings;
    this.retired = settings.retired ?? 0;
    this.arrival = settings.stopwatch();
    this.order = new PointOrder(order, (point) => this.score(point));
    this.tracker = new AlertTracker(channel, alerts);
    this.recent = new PointRing(source.memory ?? source.windowSize, source.features);
    if (source.imputes) {
      this.missing = new MissingFeatures(source, (change, features) =>
        listener.featuresChanged?.(change, channel, features),
      );
    }
    this.threshold = createThreshold(threshold, state?.threshold);
    this.scorer = source.stream();
    if (state) this.restore(state);
  }

  /**
   * Takes a point that has the right number of values, all of which the scorer can use.
   *
   * @param moment  Undefined to number the point. The channel's first point decides whether it has timestamps.
   * @returns       Why the point was dropped; undefined if it was not.
   */
  push(moment: Moment | undefined, values: NumberArray): DropReason | undefined {
    this.numbered ??= moment === undefined;
    if (this.numbered !== (moment === undefined)) return 'badTimestamp';
    const receivedAt = this.settings.stopwatch();
    this.arrival = receivedAt;
    this.pointCount++;
    const { timestamp, fine, time } = moment ?? { timestamp: this.nextNumber++ };
    return this.order.push({ timestamp, fine, time, values, receivedAt });
  }

  /** Counts a point that was dropped earlier: in a channel of numbered points it leaves a gap. */
  skip(timestamp: number | undefined): void {
    if (this.numbered === true && timestamp === undefined) this.nextNumber++;
  }

  /** Scores the points held back and closes an open alert, as at the end of the input. */
  finish(): void {
    this.order.flush();
    this.closeAlert();
  }

  dispose(): void {
    this.scorer.dispose?.();
  }

  get heldCount(): number {
    return this.order.heldCount;
  }

  get alertIsOpen(): boolean {
    return this.tracker.isOpen;
  }

  /** Points that it has taken in this run, and those that it continued with. */
  get received(): number {
    return this.pointCount;
  }

  /** When its last point arrived, by the stopwatch. */
  get lastArrival(): number {
    return this.arrival;
  }

  get phase(): Phase {
    return this.currentPhase;
  }

  /** Time of the last point scored; undefined if points are numbered or there was none. */
  get lastTime(): number | undefined {
    return this.numbered === false ? this.last.timestamp : undefined;
  }

  toJSON(): ChannelState {
    return {
      channel: this.channel,
      numbered: this.numbered ?? null,
      nextNumber: this.nextNumber,
      order: this.order.toJSON(),
      threshold: this.threshold.toJSON(),
      alert: this.tracker.toJSON(),
      scorer: this.scorer.toJSON?.(),
      recent: this.recent.toArray().map((row) => Array.from(row, (value) => (Number.isFinite(value) ? value : null))),
      ...(this.retired > 0 && { retired: this.retired }),
    };
  }

  private restore(state: ChannelState): void {
    this.numbered = state.numbered ?? undefined;
    this.nextNumber = state.nextNumber;
    this.order.restore(state.order, this.settings.stopwatch());
    this.last = state.order.last ?? { timestamp: 0 };
    this.tracker.restore(state.alert);
    this.retired = state.retired ?? 0;
    this.pointCount = state.recent.length;
    this.scorer.restore?.(state.scorer);
    for (const row of state.recent) {
      const values = Float64Array.from(row, (value) => value ?? NaN);
      this.recent.push(values);
      this.missing?.resume(values);
      if (!this.scorer.restore) this.scorer.push(values);
    }
  }

  private score({ timestamp, fine, time, values, receivedAt, filled, afterBreak }: OrderedPoint): void {
    if (afterBreak) this.startAgain();
    this.last = { timestamp, fine, time };
    this.recent.push(values);
    const missing = this.missing?.push(values);
    const score = this.scoreOf(values);
    if (score === 'failed') {
      this.startAgain();
      this.settings.listener.dropped('scorerFailed', this.channel);
      return;
    }
    const threshold = score === undefined ? undefined : this.threshold.judge(score);
    this.currentPhase = score === undefined ? 'warmingUp' : threshold === undefined ? 'calibrating' : 'scoring';
    const anomalous = score !== undefined && threshold !== undefined && score > threshold;
    const { listener, stopwatch } = this.settings;
    const { channel, currentPhase: phase } = this;
    const written = time === undefined ? undefined : { time };
    const point = { channel, timestamp, ...written, phase, score, threshold, anomalous, filled, missing };
    listener.scored(point, (stopwatch() - receivedAt) / 1000);
    if (score === undefined || threshold === undefined) return;
    const notification = this.tracker.push({ timestamp, time, score, threshold }, this.origin);
    if (notification) listener.notified(notification);
  }

  private get origin(): AlertOrigin {
    const { clockResets } = this.order;
    const { run, timesRepeat } = this.settings;
    // Times that are equal as float64 numbers are different events.
    const fine = this.last.fine === undefined ? [] : [`${this.last.timestamp} + ${this.last.fine}`];
    if (!this.numbered && !timesRepeat) return [clockResets, ...fine];
    return this.retired > 0 ? [clockResets, run, this.retired, ...fine] : [clockResets, run, ...fine];
  }

  /** Scores a point; a scorer that throws or returns NaN must not end the stream. */
  private scoreOf(values: NumberArray): number | undefined | 'failed' {
    try {
      const { score } = this.scorer.push(values);
      return score === undefined || Number.isFinite(score) ? score : 'failed';
    } catch {
      return 'failed';
    }
  }

  /** Begins again, because the next point does not continue the last one. */
  private startAgain(): void {
    this.closeAlert();
    this.recent.clear();
    this.currentPhase = 'warmingUp';
    if (this.scorer.reset) {
      this.scorer.reset();
      return;
    }
    this.scorer.dispose?.();
    this.scorer = this.settings.source.stream();
  }

  private closeAlert(): void {
    const { interval } = this.settings.order;
    const notification = this.tracker.close(interval === undefined ? this.last : later(this.last, interval));
    if (notification) this.settings.listener.notified(notification);
  }
}
