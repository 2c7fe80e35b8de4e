/**
 * Exact times: reads a cell as a time without the loss of a digit, compares and subtracts times, and keeps each cell's own text
 * so that it can be written back as it came.
 *
 * A time is a number of seconds and a number of nanoseconds, since one float64 holds Unix nanoseconds to 256 ns only. Times
 * without a zone count as UTC.
 */
import { formatReader } from './time-format';
import { civilSeconds, offsetSeconds } from './civil-time';

/** Units of Unix times: seconds, milliseconds, microseconds, nanoseconds. */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns';

/** A time: `seconds` since 1970 (or since the series' own zero) plus `nanos`. */
export interface TimeValue {
  /** The cell's text, digit for digit. */
  readonly text: string;
  /** Whole seconds, rounded down. */
  readonly seconds: number;
  /** Nanoseconds, from 0 to below 1e9; a fraction only where a number has digits beyond the nanosecond. */
  readonly nanos: number;
}

/**
 * How the cells of a column are read as times.
 *
 * - `iso`: 2024-05-01, 2024-05-01 20:00[:00[.123456789]], with T or a blank, with or without a zone; also 2024/05/01.
 * - `compact`: 20240501, 20240501200000 or 20240501200000123, digits down to the nanosecond.
 * - `number`: Unix times of a unit. Without a unit the numbers count from a zero of their own, in units of their own.
 * - `day-first`, `month-first`: 31/12/2024 or 12/31/2024, also with hyphens, then as `iso`, also with AM and PM. With points the
 *   day is first wherever it can be.
 * - `time-of-day`: 20:00[:00[.123456789]], also with AM and PM; counted from midnight, or from a zero where hours go beyond 24.
 * - `zone-name`: times of another form that end in the name of a zone, with how many seconds each zone is ahead.
 * - `format`: a format of strftime.
 */
export type TimeForm =
  | { readonly kind: 'iso' | 'compact' | 'day-first' | 'month-first' | 'time-of-day' }
  | { readonly kind: 'zone-name'; readonly of: TimeForm; readonly ahead: Readonly<Record<string, number>> }
  | { readonly kind: 'number'; readonly unit?: TimeUnit }
  | { readonly kind: 'format'; readonly format: string };

/** How many decimal places a unit stands behind the second. */
const PLACES: Readonly<Record<TimeUnit, number>> = { s: 0, ms: 3, us: 6, ns: 9 };

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;
const DIGITS = /^\d{1,15}$/;
const ISO =
  /^(\d{4})([-/])(\d\d?)\2(\d\d?)(?:[T ]\s*(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,18}))?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?$/i;
const HOUR = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,18}))?)?\s*(AM|PM)?$/i;
const COMPACT = /^(\d{4})(\d\d)(\d\d)(?:[T_]?(\d\d)(\d\d)(\d\d)(?:\.?(\d{1,9}))?)?$/;
const SLASHED =
  /^(\d\d?)([-/.])(\d\d?)\2(\d{4})(?:[T ,]\s*(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,18}))?)?\s*(AM|PM)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?$/i;

/**
 * Recognises how a cell is written. A number from 1973 on tells its unit by its size: at least 1e8 is seconds, 1e11
 * milliseconds, 1e14 microseconds, 1e17 nanoseconds. Digits that read as a calendar's day from 1900 to 2099 are compact.
 * A date with slashes whose first two numbers are both at most 12 reads as neither; see {@link recogniseTimes}.
 *
 * @returns  Undefined if the text is not a time.
 */
export function recogniseTime(text: string): TimeForm | undefined {
  const compact = /^(19|20)(\d{6}|\d{12,21})$/.test(text) && readTime(text, { kind: 'compact' });
  if (compact) return { kind: 'compact' };
  if (NUMBER.test(text)) {
    const form = { kind: 'number', unit: unitOf(Number(text)) } as const;
    return readTime(text, form) && form;
  }
  return (['iso', 'day-first', 'month-first', 'compact'] as const)
    .map((kind) => ({ kind }))
    .find((form) => readTime(text, form) && !isEitherWay(text));
}

/**
 * Recognises how the cells of a column are written. Whether days or months come first is told by the first cell in which one
 * of them is beyond 12.
 *
 * @returns  Undefined if the first cell is not a time, or no cell tells days from months.
 */
export function recogniseTimes(texts: Iterable<string>): TimeForm | undefined {
  let isSame = true;
  let any = false;
  for (const text of texts) {
    const [, first, sign, next] = SLASHED.exec(text) ?? [];
    if (first === undefined || sign === '.' || +first > 12 || +next > 12) return recogniseTime(text);
    isSame &&= +first === +next;
    any = true;
  }
  // The first of a month, and the like, reads as the same day both ways.
  return any && isSame ? { kind: 'day-first' } : undefined;
}

/** Tells the unit of a Unix time from 1973 on by its size; undefined for a smaller number. */
export function unitOf(value: number): TimeUnit | undefined {
  const size = Math.abs(value);
  if (size >= 1e17) return 'ns';
  if (size >= 1e14) return 'us';
  if (size >= 1e11) return 'ms';
  return size >= 1e8 ? 's' : undefined;
}

/** Reads a cell as a time of a form; undefined if it is not one. */
export function readTime(text: string, form: TimeForm): TimeValue | undefined {
  switch (form.kind) {
    case 'iso':
      return readIso(text);
    case 'number':
      return readNumber(text, PLACES[form.unit ?? 's']);
    case 'compact':
      return readCompact(text);
    case 'day-first':
    case 'month-first':
      return readSlashed(text, form.kind === 'day-first');
    case 'time-of-day':
      return readHour(text);
    case 'zone-name':
      return readZoned(text, form.of, form.ahead);
    case 'format':
      return formatReader(form.format)(text);
  }
}

/** Compares two times: negative if `a` is before `b`, 0 if they are the same. */
export function compareTimes(a: Instant, b: Instant): number {
  return a.seconds - b.seconds || a.nanos - b.nanos;
}

/** A time without its text. */
export type Instant = Pick<TimeValue, 'seconds' | 'nanos'>;

/** Returns a time as whole nanoseconds; digits beyond are cut off. */
export function toNanoseconds({ seconds, nanos }: Instant): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(Math.floor(nanos));
}

/** Returns the seconds from `a` to `b`, as exactly as a float64 holds them. */
export function secondsBetween(a: Instant, b: Instant): number {
  const seconds = b.seconds - a.seconds;
  const nanos = b.nanos - a.nanos;
  // One division rounds once, as long as the sum is exact.
  return Math.abs(seconds) < 9e6 && Number.isInteger(nanos) ? (seconds * 1e9 + nanos) / 1e9 : seconds + nanos / 1e9;
}

function readIso(text: string): TimeValue | undefined {
  const parts = ISO.exec(text);
  if (!parts) return undefined;
  const [, year, , month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = ''] = parts;
  const seconds = civilSeconds(+year, +month, +day, +hour, +minute, +second);
  if (seconds === undefined) return undefined;
  return { text, seconds: seconds - offsetSeconds(zone), nanos: fractionNanos(fraction) };
}

function readCompact(text: string): TimeValue | undefined {
  const parts = COMPACT.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = ''] = parts;
  const seconds = civilSeconds(+year, +month, +day, +hour, +minute, +second);
  return seconds === undefined ? undefined : { text, seconds, nanos: fractionNanos(fraction) };
}

function readSlashed(text: string, dayFirst: boolean): TimeValue | undefined {
  const parts = SLASHED.exec(text);
  if (!parts) return undefined;
  const [, first, , next, year, hour = '0', minute = '0', second = '0', fraction = '', half, zone = ''] = parts;
  if (half && (+hour < 1 || +hour > 12)) return undefined;
  const hours = half ? (+hour % 12) + (/pm/i.test(half) ? 12 : 0) : +hour;
  const [day, month] = dayFirst ? [+first, +next] : [+next, +first];
  const seconds = civilSeconds(+year, month, day, hours, +minute, +second);
  if (seconds === undefined) return undefined;
  return { text, seconds: seconds - offsetSeconds(zone), nanos: fractionNanos(fraction) };
}

function readHour(text: string): TimeValue | undefined {
  const [, hour, minute, second = '0', fraction = '', half] = HOUR.exec(text) ?? [];
  if (hour === undefined || +minute > 59 || +second > 60 || (half && (+hour < 1 || +hour > 12))) return undefined;
  const hours = half ? (+hour % 12) + (/pm/i.test(half) ? 12 : 0) : +hour;
  return { text, seconds: hours * 3600 + +minute * 60 + +second, nanos: fractionNanos(fraction) };
}

function readZoned(text: string, of: TimeForm, ahead: Readonly<Record<string, number>>): TimeValue | undefined {
  const at = text.search(/\s+\S+$/);
  const zone = text.slice(at).trim();
  const time = at > 0 && Object.hasOwn(ahead, zone) ? readTime(text.slice(0, at), of) : undefined;
  return time && { text, seconds: time.seconds - ahead[zone], nanos: time.nanos };
}

/** Whether a date with slashes reads with the day first as well as with the month first, as another day. */
function isEitherWay(text: string): boolean {
  const [, first, sign, next] = SLASHED.exec(text) ?? [];
  return first !== undefined && sign !== '.' && +first <= 12 && +next <= 12 && +first !== +next;
}

/** Reads a decimal number whose last whole digit stands `places` behind the second. */
function readNumber(text: string, places: number): TimeValue | undefined {
  if (places === 0 && DIGITS.test(text)) return { text, seconds: Number(text), nanos: 0 };
  const parts = NUMBER.exec(text);
  if (!parts) return undefined;
  const [, sign, whole, part = '', power = '0'] = parts;
  if (whole === '' && part === '') return undefined;
  let digits = whole + part;
  let point = whole.length + Number(power) - places;
  if (point < -40 || point > 40) return undefined;
  if (point < 0) {
    digits = '0'.repeat(-point) + digits;
    point = 0;
  }
  digits = digits.padEnd(point + 9, '0');
  const seconds = Number(digits.slice(0, point) || '0');
  const nanos = Number(`${digits.slice(point, point + 9)}.${digits.slice(point + 9)}`);
  if (!Number.isSafeInteger(seconds)) return undefined;
  if (sign !== '-') return { text, seconds, nanos };
  return nanos === 0 ? { text, seconds: 0 - seconds, nanos } : { text, seconds: -seconds - 1, nanos: 1e9 - nanos };
}

function fractionNanos(fraction: string): number {
  if (fraction === '') return 0;
  return fraction.length <= 9
    ? Number(fraction.padEnd(9, '0'))
    : Number(`${fraction.slice(0, 9)}.${fraction.slice(9)}`);
}
