/** How the types of Parquet become numbers, texts and times. Source: parquet-format's LogicalTypes. */

/** What a column holds: numbers, truth values, texts, or times as text. */
export type ColumnKind = 'number' | 'truth' | 'text' | 'time';

/** A column in the schema of a file, as hyparquet reads it. */
export interface SchemaElement {
  readonly name: string;
  readonly type?: string;
  readonly repetition_type?: string;
  readonly converted_type?: string;
  readonly logical_type?: { readonly type: string; readonly isAdjustedToUTC?: boolean };
}

const TIMES = ['DATE', 'TIMESTAMP', 'TIMESTAMP_MILLIS', 'TIMESTAMP_MICROS'];
const TEXTS = ['UTF8', 'STRING', 'ENUM', 'UUID'];
const NUMBERS = /^(DECIMAL|FLOAT16|INTEGER|U?INT_(8|16|32|64)|TIME|TIME_MILLIS|TIME_MICROS)$/;

const NANOS_PER_DAY = 86_400_000_000_000n;

/** Tells how the values of a column are read, or why they are not. */
export function columnKind({
  type,
  converted_type: converted,
  logical_type: logical,
}: SchemaElement): ColumnKind | { readonly reason: string } {
  const meant = logical?.type ?? converted;
  if (type === 'BOOLEAN') return 'truth';
  if (type === 'INT96' || (meant !== undefined && TIMES.includes(meant))) return 'time';
  if (meant !== undefined && TEXTS.includes(meant)) return 'text';
  if (meant === 'NULL' || (meant !== undefined && NUMBERS.test(meant))) return 'number';
  if (meant !== undefined) return { reason: `values of the type ${meant}` };
  if (type === 'BYTE_ARRAY') return 'text';
  return type === 'FIXED_LEN_BYTE_ARRAY' || type === undefined ? { reason: 'bytes, not numbers' } : 'number';
}

/** Reads every kind of time as nanoseconds since 1970. */
export const timeParsers = {
  timestampFromMilliseconds: (value: bigint | null) => scaled(value, 1_000_000n),
  timestampFromMicroseconds: (value: bigint | null) => scaled(value, 1000n),
  timestampFromNanoseconds: (value: bigint | null) => scaled(value, 1n),
  dateFromDays: (value: number | null) => scaled(value, NANOS_PER_DAY),
};

function scaled(value: bigint | number | null | undefined, unit: bigint): bigint | null | undefined {
  if (value === undefined) return undefined;
  return value === null ? null : BigInt(value) * unit;
}

/**
 * Writes nanoseconds since 1970 as ISO 8601: a date alone for a column of dates, otherwise with as many digits of the
 * second as there are, in threes; with Z if the column's times are in UTC.
 */
export function timeText(nanos: bigint, { converted_type: converted, logical_type: logical }: SchemaElement): string {
  const day = floorDivide(nanos, NANOS_PER_DAY);
  const date = isoDate(day);
  if ((logical?.type ?? converted) === 'DATE') return date;
  const rest = nanos - day * NANOS_PER_DAY;
  const seconds = Number(rest / 1_000_000_000n);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  const fraction = String(rest % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/(000)+$/, '');
  return `${date}T${clock}${fraction && `.${fraction}`}${logical?.isAdjustedToUTC ? 'Z' : ''}`;
}

function floorDivide(value: bigint, unit: bigint): bigint {
  return value / unit - (value % unit < 0n ? 1n : 0n);
}

/** Writes a day since 1970 as a date; beyond the years of Date, as the number of the day. */
function isoDate(day: bigint): string {
  const date = new Date(Number(day) * 86_400_000);
  return Number.isNaN(date.getTime()) ? `day ${day}` : date.toISOString().split('T')[0];
}
