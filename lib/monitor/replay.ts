/** Replays a recorded series as if it arrived now, for demonstrations and measurements. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Series } from '../data/series';
import type { Batch } from './batches';
import { MonitorError } from './monitor-error';
import type { Point } from './point';

/** A clock that stands still until it is set, so that times and lag follow the recording, not the present. */
export class SimulatedClock {
  private time: number;

  /** @param time  Milliseconds since 1970. */
  constructor(time: number) {
    this.time = time;
  }

  readonly now = (): number => this.time;

  set(time: number): void {
    this.time = time;
  }
}

export interface ReplayOptions {
  readonly clock: SimulatedClock;
  /** Milliseconds between two points of the recording. */
  readonly interval: number;
  /** How many times faster than recorded, or `max`: as fast as points are scored. */
  readonly speed: number | 'max';
  /** Default: the series' name. */
  readonly channel?: string;
  readonly signal?: AbortSignal;
}

const BATCH_SIZE = 256;
/** Milliseconds between two checks of which points are due. */
const PACE = 20;

/**
 * Yields the points of a series: the first at the clock's time, each next one an interval later. Sets the clock to
 * them.
 *
 * @throws {MonitorError} Naming the option that is out of range.
 */
export async function* replay(series: Series, options: ReplayOptions): AsyncGenerator<Batch> {
  const { clock, interval, speed, channel = series.name, signal } = options;
  if (!(interval > 0)) throw new MonitorError(`interval must be above 0 milliseconds, found ${interval}.`);
  if (speed !== 'max' && !(speed > 0)) throw new MonitorError(`speed must be above 0 or 'max', found ${speed}.`);
  const start = clock.now();
  const began = performance.now();
  const { length, features, values } = series;
  const due = () => (speed === 'max' ? length : Math.floor(((performance.now() - began) * speed) / interval) + 1);
  let next = 0;
  while (next < length && !signal?.aborted) {
    const end = Math.min(due(), next + BATCH_SIZE, length);
    const records: Point[] = [];
    for (; next < end; next++) {
      const row = values.subarray(next * features, (next + 1) * features);
      records.push({ channel, timestamp: start + next * interval, values: row });
    }
    if (records.length > 0) {
      clock.set(start + (next - 1) * interval);
      yield { records };
    }
    await (next < due() ? nextTurn() : sleep(PACE, undefined, { signal }).catch(() => undefined));
  }
}
