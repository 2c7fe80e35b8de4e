/** The times of a series' steps, and the search for steps by time. */
import type { ReadOptions } from './read-options';
import { type Instant, readTime, recogniseTimes, type TimeForm, toNanoseconds } from './time-value';

/** Times in two typed arrays, to the nanosecond. */
export interface Times {
  readonly form: TimeForm;
  readonly seconds: Float64Array;
  readonly nanos: Float64Array;
}

type TimeOptions = Pick<ReadOptions, 'timeFormat' | 'timeUnit'>;

/**
 * Reads a column of times.
 *
 * @param like  The form to fall back to where the texts alone do not tell it, such as the unit of small numbers.
 * @returns     undefined if one of the texts is not a time.
 */
export function readTimes(texts: readonly string[], options: TimeOptions, like?: TimeForm): Times | undefined {
  const { timeFormat: format } = options;
  const ofFormat = format === undefined ? undefined : readAs(texts, { kind: 'format', format });
  if (ofFormat) return ofFormat;
  const found = recogniseTimes(texts) ?? like;
  if (!found) return undefined;
  const unit = found.kind === 'number' ? (found.unit ?? (like?.kind === 'number' ? like.unit : undefined)) : undefined;
  return readAs(texts, found.kind === 'number' ? { kind: 'number', unit: options.timeUnit ?? unit } : found);
}

function readAs(texts: readonly string[], form: TimeForm): Times | undefined {
  const seconds = new Float64Array(texts.length);
  const nanos = new Float64Array(texts.length);
  for (let i = 0; i < texts.length; i++) {
    const time = readTime(texts[i], form);
    if (!time) return undefined;
    seconds[i] = time.seconds;
    nanos[i] = Math.round(time.nanos);
  }
  return { form, seconds, nanos };
}

/** Takes one of the times. */
export const timeAt = ({ seconds, nanos }: Times, i: number): Instant => ({ seconds: seconds[i], nanos: nanos[i] });

/** Whether times are numbers that count from a zero of their own, and so could be confused with places in a file. */
export function countsFromZero({ form }: Pick<Times, 'form'>): boolean {
  return form.kind === 'number' && form.unit === undefined;
}

/** The steps of a series in order of time. */
export class StepTimes {
  /** Steps in order of time; absent where the series is in order itself. */
  private readonly order: Int32Array | undefined;

  constructor(readonly times: Times) {
    const { length } = times.seconds;
    let ascending = true;
    for (let i = 1; i < length && ascending; i++) ascending = this.compareSteps(i - 1, i) <= 0;
    if (!ascending) {
      this.order = Int32Array.from({ length }, (_, i) => i).sort((a, b) => this.compareSteps(a, b) || a - b);
    }
  }

  get length(): number {
    return this.times.seconds.length;
  }

  /** The step at a place in the order of time. */
  at(place: number): number {
    return this.order ? this.order[place] : place;
  }

  /** Finds the first place in the order of time whose time is not before the given one, or is after it. */
  search(time: Instant, side: 'from' | 'after'): number {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = this.compareTo(this.at(middle), time);
      if (order < 0 || (side === 'after' && order === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Compares the time of a step with a time: negative if the step is before it. */
  compareTo(step: number, { seconds, nanos }: Instant): number {
    return this.times.seconds[step] - seconds || this.times.nanos[step] - nanos;
  }

  private compareSteps(a: number, b: number): number {
    return this.compareTo(a, { seconds: this.times.seconds[b], nanos: this.times.nanos[b] });
  }
}

/** The last nanosecond of the day, of a date without a time of day; any other time as it is. */
export function endOfDay(text: string, time: Instant): Instant {
  if (!/^\d{1,4}([-/.])\d\d?\1\d{1,4}$/.test(text.trim())) return time;
  const end = toNanoseconds(time) + 86_400_000_000_000n - 1n;
  return { seconds: time.seconds + 86_399, nanos: Number(end % 1_000_000_000n) };
}
