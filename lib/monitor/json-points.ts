/** Points from JSON: an array of numbers, or an object with values and perhaps a timestamp and a channel. */
import type { InputRecord, Point } from './point';
import { parseTimestamp } from './timestamp';

/**
 * Reads one line of JSON: `[1, 2]`, or `{"timestamp": 1700000000000, "channel": "D-1", "values": [1, 2]}`.
 *
 * @returns  Undefined for a blank line; a rejection for what is no point. Never throws.
 */
export function parseJsonPoint(line: string): InputRecord | undefined {
  if (line.trim() === '') return undefined;
  try {
    return toPoint(JSON.parse(line.charCodeAt(0) === 0xfeff ? line.slice(1) : line));
  } catch {
    return { rejected: 'brokenLine' };
  }
}

/** As {@link parseJsonPoint}, from a value already parsed. */
export function toPoint(value: unknown): InputRecord {
  if (Array.isArray(value)) return { values: toNumbers(value) };
  if (typeof value !== 'object' || value === null) return { rejected: 'brokenLine' };
  const { timestamp, channel, values } = value as Record<string, unknown>;
  if (!Array.isArray(values)) return { rejected: 'brokenLine' };
  if (channel !== undefined && typeof channel !== 'string') return { rejected: 'badChannel' };
  const time = parseTimestamp(timestamp);
  if (time === null) return { rejected: 'badTimestamp' };
  const point: Point = { channel: channel as string | undefined, timestamp: time, values: toNumbers(values) };
  return point;
}

/** What is no number becomes NaN, which the monitor counts. */
function toNumbers(values: readonly unknown[]): Float64Array {
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < numbers.length; i++) {
    const value = values[i];
    numbers[i] = typeof value === 'number' ? value : NaN;
  }
  return numbers;
}
