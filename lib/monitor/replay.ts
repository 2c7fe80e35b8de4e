/** A recorded series as if it came in now: a live demonstration, and a load for measurements. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Series } from '../data/series';
import type { Batch } from './batches';
import { MonitorError } from './monitor-error';
import type { Point } from './point';

/** A clock that stands where it was set: it makes lag and times follow the recording and not this day. */
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

interface ReplayOptions {
  readonly clock: SimulatedClock;
  /** Milliseconds of the recording between points. */
  readonly interval: number;
  /** How many times faster than it was recorded, or as fast as it can be scored. */
  readonly speed: number | 'max';
  /** Default: the series' name. */
  readonly channel?: string;
  readonly signal?: AbortSignal;
}

const BATCH_SIZE = 256;
/** Milliseconds between looks at which points are due. */
const PACE = 20;

/**
 * Points of a series, the first at the clock's time and each an interval later; the clock goes with them.
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
