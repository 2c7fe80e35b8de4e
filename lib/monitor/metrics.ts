/** The monitor's metrics for Prometheus. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MonitorListener } from './channel-monitor';
import { type TimeUnit, unitOf } from '../data/time-value';
import type { DeliveryEvent } from './delivery';
import type { MonitorStatus } from './monitor';
import { dropReasons } from './point';
import { secondsOf } from './timestamp';

/** What the gauges read when Prometheus asks. */
export interface Gauges {
  status(): MonitorStatus;
  /** Counts the batches that wait to be scored. */
  queueLength(): number;
  pendingLetters(): number;
  /** Gives milliseconds since 1970, by the clock of the points. */
  now(): number;
  /** The unit of times that are numbers. Default: told by their size. */
  readonly timeUnit?: TimeUnit;
}

/** Buckets of score over threshold: the ratio is comparable between models, and 1 is the threshold. */
const RATIO_BUCKETS = [0.1, 0.25, 0.5, 0.75, 0.9, 1, 1.25, 1.5, 2, 5, 10];
const LATENCY_BUCKETS = [1e-5, 5e-5, 1e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 60];

/**
 * Metrics whose names begin with `telltale_`. Labels come from closed lists and from the pipeline, never from the
 * points, so that no sender can make the registry grow.
 */
export class MonitorMetrics {
  readonly registry = new Registry();
  private readonly points: Counter;
  private readonly filled: Counter;
  private readonly missing: Counter<'feature'>;
  private readonly dropped: Counter<'reason'>;
  private readonly anomalous: Counter;
  private readonly ratio: Histogram;
  private readonly latency: Histogram;
  private readonly alerts: Counter<'phase'>;
  private readonly deliveries: Counter<'result'>;

  constructor() {
    const registers = [this.registry];
    const counter = <T extends string>(name: string, help: string, labelNames: T[] = []) =>
      new Counter({ name: `telltale_${name}`, help, labelNames, registers });
    this.points = counter('points_total', 'Points scored, including filled ones');
    this.filled = counter('points_filled_total', 'Missing points that were filled with the previous values');
    this.missing = counter('values_missing_total', 'Missing values that the pipeline filled, by feature', ['feature']);
    this.dropped = counter('points_dropped_total', 'Points and lines that were not scored, by reason', ['reason']);
    this.anomalous = counter('points_anomalous_total', 'Points whose score is above the threshold');
    this.alerts = counter('alerts_total', 'Alerts opened and closed', ['phase']);
    this.deliveries = counter('deliveries_total', 'Delivery events, by result', ['result']);
    const histogram = (name: string, help: string, buckets: number[]) =>
      new Histogram({ name: `telltale_${name}`, help, buckets, registers });
    this.ratio = histogram('score_threshold_ratio', 'Score divided by the current threshold', RATIO_BUCKETS);
    this.latency = histogram('score_latency_seconds', 'From the arrival of a point to its score', LATENCY_BUCKETS);
    // Set to zero at the start, so that a rate includes the first one.
    dropReasons.forEach((reason) => this.dropped.inc({ reason }, 0));
    ['opened', 'closed'].forEach((phase) => this.alerts.inc({ phase: phase }, 0));
  }

  readonly listener: MonitorListener = {
    scored: ({ score, threshold, filled, anomalous, missing }, seconds) => {
      this.points.inc();
      if (filled) this.filled.inc();
      missing?.forEach((feature) => this.missing.inc({ feature }));
      if (anomalous) this.anomalous.inc();
      if (score !== undefined && threshold !== undefined && threshold > 0) this.ratio.observe(score / threshold);
      this.latency.observe(seconds);
    },
    notified: ({ phase }) => this.alerts.inc({ phase }),
    dropped: (reason) => this.dropped.inc({ reason }),
  };

  /** Sets the count of missing values of each feature to zero. */
  expect(features: readonly string[]): this {
    features.forEach((feature) => this.missing.inc({ feature }, 0));
    return this;
  }

  /** Counts a delivery event. */
  delivered({ kind }: DeliveryEvent): void {
    this.deliveries.inc({ result: kind });
  }

  /** Adds the gauges and Node's own metrics: memory, event loop, processor. */
  watch({ status, queueLength, pendingLetters, now, timeUnit }: Gauges): this {
    const registers = [this.registry];
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name: `telltale_${name}`,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    gauge('channels', 'Channels', () => status().channels);
    gauge(
      'channels_warming_up',
      'Channels that do not judge points yet: the window or the threshold is not ready',
      () => status().warmingUp,
    );
    gauge('alerts_open', 'Alerts open now', () => status().openAlerts);
    gauge('points_held', 'Points held back to wait for late ones', () => status().held);
    gauge('queue_length', 'Batches that wait to be scored', queueLength);
    gauge('outbox_pending', 'Notifications that wait to be delivered', pendingLetters);
    gauge('lag_seconds', 'Seconds from the newest scored point to now; 0 without timestamps', () => {
      const { newest } = status();
      if (newest === undefined) return 0;
      const today = now();
      // A counter has no unit, unless the clock has none either.
      if (timeUnit === undefined && unitOf(newest) === undefined && unitOf(today) !== undefined) return 0;
      return today / 1000 - secondsOf(newest, timeUnit);
    });
    collectDefaultMetrics({ register: this.registry });
    return this;
  }
}
