/** Section 4.5.5's monitor on a replayed channel: three ways to alert, and what leaves it without a server. */
import type { Segment, Series } from '../data/index';
import {
  MonitorMetrics,
  pipelineSource,
  pipelineSpot,
  pipelineThreshold,
  recordReplay,
  type Alert,
  type MonitorRecording,
} from '../monitor/index';
import { slackMessage } from '../monitor/slack-message';
import type { AnomalyPipeline } from '../pipeline/index';

const eager = { openAfter: 1, clearFraction: 1, coolDown: 1 };
const calm = { openAfter: 3, clearFraction: 0.8, coolDown: 50 };

/** One way to alert, replayed. */
export interface MonitorOutcome extends MonitorRecording {
  readonly monitor: string;
  /** Alerts that meet no labelled anomaly. */
  readonly falseAlerts: number;
  /** Labelled anomalies that an alert meets. */
  readonly met: number;
}

/**
 * Replays a series through three monitors: an alert for each run of scores above the threshold, hysteresis with a
 * cool-down, and the same with SPOT.
 */
export async function monitorStudy(
  pipeline: AnomalyPipeline,
  test: Series,
  segments: readonly Segment[],
): Promise<MonitorOutcome[]> {
  const watched = { source: pipelineSource(pipeline), order: { interval: 1 } };
  const fixed = pipelineThreshold(pipeline);
  const spot = pipelineSpot(pipeline, { q: 0.001, driftWindow: 50 });
  const ways = [
    { monitor: 'an alert each run', threshold: fixed, alerts: eager },
    { monitor: 'hysteresis, cool-down', threshold: fixed, alerts: calm },
    { monitor: 'the same, SPOT', threshold: spot, alerts: calm },
  ];
  const outcomes: MonitorOutcome[] = [];
  for (const { monitor, ...way } of ways) {
    const recording = await recordReplay(test, { ...watched, ...way });
    // The last window that holds a step of the anomaly ends later than the anomaly does.
    const meets = ({ start, end = Infinity }: Pick<Alert, 'start' | 'end'>, segment: Segment) =>
      start < segment.end + pipeline.windowSize - 1 && end > segment.start;
    outcomes.push({
      monitor,
      ...recording,
      falseAlerts: recording.alerts.filter((alert) => !segments.some((segment) => meets(alert, segment))).length,
      met: segments.filter((segment) => recording.alerts.some((alert) => meets(alert, segment))).length,
    });
  }
  return outcomes;
}

/** The study as rows of a table. */
export function monitorRows(outcomes: readonly MonitorOutcome[]) {
  return outcomes.map(({ monitor, points, alerts, falseAlerts, met }) => ({
    monitor,
    'points above': points.filter(({ anomalous }) => anomalous).length,
    alerts: alerts.length,
    false: falseAlerts,
    'anomalies met': met,
  }));
}

/** The rate of each monitor, which is that of the machine and of what else it does. */
export function monitorTimes(outcomes: readonly MonitorOutcome[]) {
  const quantileOf = (values: Float64Array, share: number) =>
    1000 * values.slice().sort()[Math.floor(share * (values.length - 1))];
  return outcomes.map(({ monitor, points, latencies, seconds }) => ({
    monitor,
    'points per second': Math.round(points.length / seconds),
    'p50 (ms)': quantileOf(latencies, 0.5),
    'p99 (ms)': quantileOf(latencies, 0.99),
  }));
}

/** The text that a webhook would post to Slack when an alert opens. */
export function slackTextOf(alert: Alert): string {
  return slackMessage({ phase: 'opened', alert }).blocks[0].text.text;
}

/** The counters that Prometheus would read after a recording, without those of times and of the process. */
export async function countersAfter({ points, alerts }: MonitorRecording): Promise<string[]> {
  const { listener, registry } = new MonitorMetrics();
  points.forEach((point) => listener.scored(point, 0));
  for (const alert of alerts) for (const phase of ['opened', 'closed'] as const) listener.notified({ phase, alert });
  const lines = (await registry.metrics()).split('\n');
  return lines.filter((line) => /^telltale_(points|points_anomalous|alerts)_total/.test(line));
}
