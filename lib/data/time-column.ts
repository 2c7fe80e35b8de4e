/** The time column of a table: reads its cells exactly, and looks at their order and distances. */
import { counted, DataError } from '../base/index';
import { isMissing } from './cell';
import { unitOfName } from './column-names';
import { isDate, isTimeOfDay } from './header';
import { shortYearForm, zoneForm } from './loose-times';
import type { ReadOptions, TimeDescription } from './read-options';
import { knownFormat } from './time-format';
import { requireOneUnit } from './time-units';
import { readTime, recogniseTimes, type TimeForm } from './time-value';

const NO_MARKS = { marks: new Set<string>() };

/** Seconds. */
const DAY = 86_400;

/** Distances looked at for the usual step, evenly spread. */
const SOME = 100_000;

/** A time column by its texts, one per row of data. */
export interface TimeTexts {
  /** The file and the column, for messages. */
  readonly file: string;
  readonly column: string;
  readonly length: number;
  text(row: number): string;
  /** The line of the file on which a row ends. */
  line(row: number): number;
}

type TimeOptions = Pick<ReadOptions, 'timeFormat' | 'timeUnit' | 'sort'>;

/** Times that can be compared and subtracted: value = seconds + nanos / 1e9, in seconds or in the column's own unit. */
export interface Times {
  readonly form: TimeForm;
  readonly seconds: Float64Array;
  /** Absent where all are whole. */
  readonly nanos?: Float64Array;
}

/**
 * Reads all cells.
 *
 * @param notes  Takes what a user should know of it.
 * @returns  Undefined if the cells are not times at all: the first one reads as none, and no format is asked for.
 * @throws {DataError} If a cell is not a time although others are, or days cannot be told from months and order matters.
 */
export function readTimes(column: TimeTexts, options: TimeOptions, notes: string[]): Times | undefined {
  const { length } = column;
  const form = formOf(column, options, notes);
  if (form === undefined) return undefined;
  const seconds = new Float64Array(length);
  let nanos: Float64Array | undefined;
  for (let row = 0; row < length; row++) {
    const time = readTime(column.text(row), form);
    if (time === undefined) {
      const expected =
        form.kind === 'format'
          ? `a time of the format '${form.format}'`
          : isMissing(column.text(0), NO_MARKS)
            ? `a time such as '${firstText(column)}'`
            : `a time as in line ${column.line(0)}`;
      throw new DataError(
        `${column.file}: line ${column.line(row)}, column '${column.column}': expected ${expected}, found '${column.text(row)}'`,
      );
    }
    seconds[row] = time.seconds;
    if (time.nanos === 0) continue;
    nanos ??= new Float64Array(length);
    nanos[row] = time.nanos;
  }
  if (form.kind === 'time-of-day') countDays(seconds, notes);
  const times: Times = { form, seconds, ...(nanos && { nanos }) };
  if (options.timeUnit === undefined) requireOneUnit(times, column);
  return times;
}

function formOf(column: TimeTexts, { timeFormat, timeUnit, sort }: TimeOptions, notes: string[]): TimeForm | undefined {
  if (timeFormat !== undefined) return { kind: 'format', format: timeFormat };
  if (timeUnit !== undefined) return { kind: 'number', unit: timeUnit };
  const first = firstText(column);
  const format = knownFormat(first);
  const form = recogniseTimes(textsOf(column)) ?? (format === undefined ? undefined : { kind: 'format', format });
  if (form === undefined) {
    if (every(textsOf(column), isTimeOfDay)) return { kind: 'time-of-day' };
    const texts = () => textsOf(column);
    const loose = zoneForm(texts, notes) ?? shortYearForm(texts, { ...column, sort, notes });
    if (loose) return loose;
  }
  if (form === undefined && isDate(first) && isOneDay(column)) {
    notes.push(`'${first}' may have the day or the month first; order and distances of the times are the same`);
    return { kind: 'day-first' };
  }
  if (form === undefined && isDate(first) && sort !== false) {
    throw new DataError(
      `${column.file}: column '${column.column}': no time tells days from months, such as '${first}'; ` +
        `expected the option --time-format, such as %d/%m/%Y or %m/%d/%Y`,
    );
  }
  return form?.kind === 'number' ? { kind: 'number', unit: form.unit ?? unitOfName(column.column) } : form;
}

function every(texts: Iterable<string>, test: (text: string) => boolean): boolean {
  let any = false;
  for (const text of texts) {
    if (!test(text)) return false;
    any = true;
  }
  return any;
}

/**
 * Adds the days to times of day, in place: a fall of more than half a day is the start of the next day or, where times mostly
 * fall, a rise of as much the end of the day before.
 */
function countDays(seconds: Float64Array, notes: string[]): void {
  const days = new Float64Array(seconds.length);
  let falls = 0;
  for (let row = 1; row < seconds.length; row++) if (seconds[row] < seconds[row - 1]) falls++;
  const sign = 2 * falls > seconds.length ? -1 : 1;
  for (let row = 1; row < seconds.length; row++) {
    const isNext = sign * (seconds[row - 1] - seconds[row]) > DAY / 2;
    days[row] = days[row - 1] + (isNext ? sign : 0);
  }
  const last = Math.abs(days[days.length - 1]);
  if (last > 0) notes.push(`times of day pass midnight ${counted(last, 'time')}; each time a day was added`);
  for (let row = 0; row < seconds.length; row++) seconds[row] += DAY * days[row];
}

/** Whether all times have the same date. */
function isOneDay({ length, text }: TimeTexts): boolean {
  const [day] = text(0).split(/[T ,]/);
  for (let row = 0; row < length; row++) if (text(row).split(/[T ,]/)[0] !== day) return false;
  return true;
}

/** The texts of the cells that are there. */
function* textsOf({ length, text }: TimeTexts): Generator<string> {
  for (let row = 0; row < length; row++) if (!isMissing(text(row), NO_MARKS)) yield text(row);
}

function firstText(column: TimeTexts): string {
  for (const text of textsOf(column)) return text;
  return column.text(0);
}

/** Compares the times of two rows: negative if `a` is before `b`. */
export function compareRows({ seconds, nanos }: Times, a: number, b: number): number {
  return seconds[a] - seconds[b] || (nanos ? nanos[a] - nanos[b] : 0);
}

/** Returns the distance from one row to another. */
function distance({ seconds, nanos }: Times, from: number, to: number): number {
  const whole = seconds[to] - seconds[from];
  return nanos ? (whole * 1e9 + (nanos[to] - nanos[from])) / 1e9 : whole;
}

export interface Order {
  readonly kind: 'ascending' | 'newest first' | 'out of order';
  /** Rows before the row that comes before them. */
  readonly back: number;
  /** The first place whose row is before the one of the place before; -1 if there is none. */
  readonly first: number;
}

/** Looks at the order of rows. */
export function orderOf(times: Times, rows: Rows): Order {
  let back = 0;
  let ahead = 0;
  let first = -1;
  for (let place = 1; place < rows.length; place++) {
    const step = compareRows(times, rows.row(place), rows.row(place - 1));
    if (step > 0) ahead++;
    else if (step < 0) {
      back++;
      if (first < 0) first = place;
    }
  }
  return { kind: back === 0 ? 'ascending' : ahead === 0 ? 'newest first' : 'out of order', back, first };
}

/** The rows that are taken, in their order. */
export interface Rows {
  readonly length: number;
  /** The row of data at a place. */
  row(place: number): number;
}

/** Describes times in order: step, gaps, repeats. */
export function describeTimes(
  times: Times,
  rows: Rows,
): Pick<TimeDescription, 'step' | 'regular' | 'repeats' | 'gaps' | 'longestGap'> {
  const { length } = rows;
  const distances = (place: number) => distance(times, rows.row(place - 1), rows.row(place));
  let repeats = 0;
  let longest = 0;
  for (let place = 1; place < length; place++) {
    const step = distances(place);
    if (step === 0) repeats++;
    if (step > longest) longest = step;
  }
  if (longest === 0) return { regular: false, repeats, gaps: 0 };
  const every = Math.max(1, Math.floor(length / SOME));
  const some: number[] = [];
  for (let place = 1; place < length; place += every) if (distances(place) > 0) some.push(distances(place));
  const step = Float64Array.from(some).sort()[some.length >> 1] ?? longest;
  let near = 0;
  let gaps = 0;
  for (let place = 1; place < length; place++) {
    const found = distances(place);
    if (Math.abs(found - step) <= 0.1 * step) near++;
    else if (found > 1.5 * step) gaps++;
  }
  const regular = near >= 0.9 * (length - 1 - repeats);
  return { step: rounded(step), regular, repeats, gaps: regular ? gaps : 0, longestGap: rounded(longest) };
}

/** Names how times are written. */
export function unitName(form: TimeForm): TimeDescription['unit'] {
  if (form.kind === 'number') return form.unit ?? null;
  return form.kind === 'format' ? form.format : form.kind;
}

/** Cuts off what subtracting float64 leaves behind the digits that were written. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
