/** Records everything that a monitor says about a series; for notebooks and comparisons. */
import type { Series } from '../data/series';
import { Monitor, type MonitorOptions } from './monitor';
import type { Alert, DropReason, InputRecord, ScoredPoint } from './point';
import { replay, SimulatedClock } from './replay';

export interface MonitorRecording {
  readonly points: readonly ScoredPoint[];
  /** Every event once, as it was when it closed, in order of closing. */
  readonly alerts: readonly Alert[];
  readonly drops: Readonly<Partial<Record<DropReason, number>>>;
  /** Seconds from arrival to score, one per point. */
  readonly latencies: Float64Array;
  /** Seconds from the first point to the last score. */
  readonly seconds: number;
}

export interface RecordOptions extends Omit<MonitorOptions, 'listener'> {
  /** Disturbs the input like a real sensor: drops, repeats or delays points. */
  readonly disturb?: (records: readonly InputRecord[]) => readonly InputRecord[];
}

/**
 * Replays a series through a monitor at full speed. The clock is simulated: the first time step is at 0, the next at 1.
 *
 * @throws {MonitorError} Naming the option that is out of range.
 */
export async function recordReplay(series: Series, { disturb, ...options }: RecordOptions): Promise<MonitorRecording> {
  const records: InputRecord[] = [];
  for await (const batch of replay(series, { clock: new SimulatedClock(0), interval: 1, speed: 'max' })) {
    records.push(...batch.records);
  }
  return recordMonitor(disturb?.(records) ?? records, options);
}

/** Pushes records through a monitor to the end of the input. @throws {MonitorError} As {@link recordReplay}. */
export function recordMonitor(
  records: readonly InputRecord[],
  options: Omit<MonitorOptions, 'listener'>,
): MonitorRecording {
  const points: ScoredPoint[] = [];
  const alerts: Alert[] = [];
  const latencies: number[] = [];
  const drops: Partial<Record<DropReason, number>> = {};
  const monitor = new Monitor({
    ...options,
    listener: {
      scored: (point, seconds) => {
        points.push(point);
        latencies.push(seconds);
      },
      notified: ({ phase, alert }) => {
        if (phase === 'closed') alerts.push(alert);
      },
      dropped: (reason) => (drops[reason] = (drops[reason] ?? 0) + 1),
    },
  });
  const began = performance.now();
  try {
    for (const record of records) monitor.push(record);
    monitor.finish();
  } finally {
    monitor.dispose();
  }
  const seconds = (performance.now() - began) / 1000;
  return { points, alerts, drops, latencies: Float64Array.from(latencies), seconds };
}
