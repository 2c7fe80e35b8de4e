/** Reads timestamps of points, without the loss of a digit. */
import { looksLikeTime } from '../data/column-plan';
import { formatReader } from '../data/time-format';
import { readTime, type TimeUnit, unitOf } from '../data/time-value';
import { asFound } from './excerpt';

/** A time of a point. */
export interface Moment {
  /** Milliseconds since 1970, or any number that grows. */
  readonly timestamp: number;
  /** What `timestamp` lacks of the exact time, in its unit. Default 0. */
  readonly fine?: number;
  /** The time as it was written, digit for digit, if it is not written as `timestamp` is. */
  readonly time?: string;
}

/** The start of a date whose year has two digits. */
const SHORT_DATE = /^\d\d?([-/.])\d\d?\1\d\d(?!\d)/;

/** Decimal places to which a number and its text are compared: a float64 of a time has fewer. */
const PLACES = 30;
const PLAIN = /^[+-]?(\d*)(?:\.(\d*))?$/;

/**
 * Reads a point's time: a number as it is, or an ISO 8601 date as milliseconds since 1970. A date without a time zone
 * is taken as UTC, not in the zone of this machine.
 *
 * @param value   A number whose text has fewer than 16 digits, or a text.
 * @param format  How times are written, in the letters of strftime. Default: as numbers or ISO 8601 dates.
 * @returns       Undefined if there is no time (undefined, null or blank), null if it is invalid.
 */
export function parseTimestamp(value: unknown, format?: string): Moment | undefined | null {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const text = typeof value === 'number' ? String(value) : value.trim();
  if (text === '') return undefined;
  if (format === undefined && Number.isSafeInteger(value)) return { timestamp: value as number };
  const number = format === undefined ? Number(text) : NaN;
  if (Number.isFinite(number)) return written(number, lackOf(number, text), text);
  const date = format === undefined ? readTime(text, { kind: 'iso' }) : formatReader(format)(text);
  if (date === undefined) return null;
  const { seconds, nanos } = date;
  return written(seconds * 1000 + Math.floor(nanos / 1e6), (nanos % 1e6) / 1e6, text);
}

/** Says what {@link parseTimestamp} expected of an invalid time. */
export function timestampFault(value: unknown, format?: string): string {
  const expected = format === undefined ? 'a number or an ISO 8601 date' : `a date such as ${format}`;
  const text = format === undefined && typeof value === 'string' ? value.trim() : '';
  const isOther = text !== '' && (looksLikeTime(text) || SHORT_DATE.test(text));
  return `expected ${expected} as time; found ${asFound(value)}${isOther ? ' (--time-format says how it is written)' : ''}`;
}

/** Returns the time from `a` to `b`, in their unit: exact where a difference of float64 numbers can be. */
export function apart(a: Moment, b: Moment): number {
  return b.timestamp - a.timestamp + ((b.fine ?? 0) - (a.fine ?? 0));
}

/** Returns the time after a time span, in its unit. */
export function later({ timestamp, fine = 0 }: Moment, span: number): Moment {
  const sum = timestamp + (fine + span);
  const lack = fine + span - (sum - timestamp);
  return lack === 0 ? { timestamp: sum } : { timestamp: sum, fine: lack };
}

/**
 * Converts a time to seconds since 1970.
 *
 * @param unit  The unit of numbers. Default: told by their size; a smaller number counts as milliseconds.
 */
export function secondsOf(timestamp: number, unit: TimeUnit = unitOf(timestamp) ?? 'ms'): number {
  return timestamp / { s: 1, ms: 1e3, us: 1e6, ns: 1e9 }[unit];
}

function written(timestamp: number, fine: number, text: string): Moment {
  return {
    timestamp,
    ...(fine !== 0 && { fine }),
    ...(text !== String(timestamp) && { time: text }),
  };
}

/** Returns what a number lacks of the decimal number from which it was read. */
function lackOf(number: number, text: string): number {
  const [, whole, fraction = ''] = PLAIN.exec(text) ?? [];
  if (whole === undefined || (fraction === '' && Number.isSafeInteger(number)) || Math.abs(number) >= 1e21) return 0;
  if (fraction === '') return Number(BigInt(text) - BigInt(number));
  const digits = (whole + fraction.slice(0, PLACES).padEnd(PLACES, '0')).replace(/^\+/, '');
  const exact = BigInt(text.startsWith('-') ? `-${digits}` : digits);
  return Number(exact - BigInt(number.toFixed(PLACES).replace('.', ''))) / 10 ** PLACES;
}
