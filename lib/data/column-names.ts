/** Column names: which columns hold times, counters, labels and channels, and which hold the wanted features. */
import { counted } from '../base/index';
import type { TimeUnit } from './time-value';

/** Names of a time column, without blanks, signs and a unit or zone in brackets. */
const TIME =
  /^(time|timestamps?|tstamp|ts|t?datetime|date|dateandtime|dateheure|datumzeit|datum|zeit|uhrzeit|zeitstempel|timeofday|horodatage|fecha(hora)?|(unix|posix|epoch|gps|utc|event|log|system|local|record|recording|measurement|reading)(time|timestamp|ts|datetime)|epoch|unix|utc|(recorded|measured|sampled|observed|logged|created)at|(time|timestamp|datetime|date|ts|epoch|unixtime)(utc|local|gmt|iso|unix|sec|secs|seconds|ms|millis|us|micros|ns|nanos))$/;

/** Names of a column that numbers the rows. */
const COUNTER =
  /^(index|idx|unnamed:\d+(level\d+)?|level0|row|rowid|rowno|rownum|rownumber|lineno|recordid|recordno|#)$/;

/** Names that number the rows or hold the time if the column grows in every row. */
const LIKELY_TIME =
  /^(id|uid|no|nr|num|n|i|k|t|sno|srno|slno|seq|seqno|sequence|sequenceno|sequencenumber|iter|iters|iteration|step|timestep|tick|ticks|cycle|frame|frameno|sample|sampleno|sampleid|samplenumber|obs|observation|counter|times|timesteps|timecounter|elapsed|elapsed(time|s|ms|seconds)|sec|secs|seconds|ms|msecs?|millis|milliseconds|us|usecs?|micros|microseconds|ns|nanos|nanoseconds|hhmm|hhmmss|years?|yr|(decimal|fractional)(year|date)|clock|uptime|runtime|day|hours?|.*(time|timestamp|datetime))$/;

/** Names of parts of the calendar and of the day. */
const CALENDAR =
  /^(minutes?|min|hours?|hr|hh|day|dd|doy|dow|weekday|week|weekno|weeknumber|months?|mm|quarter|season|years?|yyyy|yy|yr|((minute|hour|day)s?)?(in|of)(the)?(hour|day|week|month|year)|(hour|day|minute)of(day|week|month|year))$/;

/** The usual names of a label column. */
export const LABEL_NAME = /^(label|labels|anomaly|is_anomaly)$/i;

/** Names that a column of 0 and 1 has if it holds labels. */
const LIKELY_LABEL =
  /(^|[_\W])(labels?|anomal(y|ies|ous)|is_?anomaly|attacks?|is_?attack|outliers?|is_?outlier|faults?|faulty|failures?|is_?fault|novelty|ground_?truth|gt|class|changepoints?|change_?points?)($|[_\W\d])/i;

/** Names of a column that tells devices apart. */
const CHANNEL =
  /^(channel|chan|device|sensor|machine|unit|host|hostname|node|station|site|asset|turbine|vehicle|equipment|engine|instance|server|series|item|entity|tag|meter|household|location|plant|pump|motor|robot|satellite|spacecraft|_field)([_\s.-]?(id|no|nr|name|number))?$/i;

/** Names of machines that may also be the heading of their state, or of a unit of measurement. */
const MAY_BE_STATE = /^(unit|turbine|equipment|engine|pump|motor|robot)$/i;

/** Names of parts before those of places, where a row names several. */
const PART = /^(channel|chan|device|sensor|machine|unit|asset|vehicle|equipment|engine|instance|tag|meter|pump|motor)/i;

/** Names of numeric columns that hold the number of a device, and never a measurement. */
const NUMBERED = /^(channel|chan|device|machine)$|(id|no|nr|number)$/i;

/** A unit or zone in brackets, at the end. */
const BRACKETS = /[([]([^()[\]]*)[)\]]\s*$/;

const UNITS: Readonly<Record<string, TimeUnit>> = {
  s: 's',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  ms: 'ms',
  msec: 'ms',
  millis: 'ms',
  milliseconds: 'ms',
  us: 'us',
  '\u00b5s': 'us',
  '\u03bcs': 'us',
  micros: 'us',
  microseconds: 'us',
  ns: 'ns',
  nanos: 'ns',
  nanoseconds: 'ns',
};

/** Whether a column of this name holds the time: time, ts, epoch, unix_time, Time (s), Timestamp (UTC), recorded_at, ... */
export function isTimeName(name: string): boolean {
  const suffix = unitOfName(name) === undefined ? undefined : /[_\s.][^_\s.]+$/;
  return TIME.test(plain(name)) || (suffix !== undefined && TIME.test(plain(name.trim().replace(suffix, ''))));
}

/** Whether a column is one that Influx adds to each table, and that measures nothing: result, table, _start, _stop. */
export function isInfluxColumn(name: string, names: readonly string[]): boolean {
  return (
    /^(result|table|_start|_stop)$/.test(name) && ['result', 'table', '_time'].every((each) => names.includes(each))
  );
}

/** Whether a column of this name numbers the rows: index, Unnamed: 0, row, ... */
export function isCounterName(name: string): boolean {
  return COUNTER.test(plain(name));
}

/** Whether a column of this name holds the time or a count if it grows in every row: id, no, iter, cycle, start_time, ... */
export function isLikelyTimeName(name: string): boolean {
  return LIKELY_TIME.test(plain(name));
}

/** Whether a column of this name is a part of the calendar, which repeats by equal steps: hour, weekday, month, year, ... */
export function isCalendarName(name: string): boolean {
  return CALENDAR.test(plain(name));
}

/** Whether a column of this name holds labels if it has only 0 and 1, or words: attack, attack_P1, changepoint, ... */
export function isLikelyLabelName(name: string): boolean {
  return LABEL_NAME.test(name) || LIKELY_LABEL.test(name);
}

/** Whether a column of this name tells several devices apart. */
export function isChannelName(name: string): boolean {
  return CHANNEL.test(name.trim());
}

/** Whether whole numbers in a column that is named like a device are numbers of devices, not measurements. */
export function numbersDevices(name: string): boolean {
  return NUMBERED.test(name.trim());
}

/** Whether a column that is named like a device may hold the state of one instead: pump, motor, unit, ... */
export function mayNameState(name: string): boolean {
  return MAY_BE_STATE.test(name.trim());
}

/** Whether a column that is named like a device names a part (device, sensor) rather than a place (site, host). */
export function namesPart(name: string): boolean {
  return PART.test(name.trim());
}

/** Reads the unit that a time column's name tells: Time (ms), timestamp_ns, elapsed_seconds. */
export function unitOfName(name: string): TimeUnit | undefined {
  const bracketed = BRACKETS.exec(name)?.[1] ?? /[_\s.]([^_\s.]+)$/.exec(name.trim())?.[1];
  return bracketed === undefined ? undefined : UNITS[bracketed.trim().toLowerCase()];
}

/** Returns a name in small letters, without blanks, signs, and a unit or zone in brackets. */
function plain(name: string): string {
  return name
    .replace(BRACKETS, '')
    .replace(/[\s_./-]+/g, '')
    .toLowerCase();
}

/** Returns names for features without names: 'feature 0', 'feature 1', ... */
export function numberedNames(features: number): string[] {
  return Array.from({ length: features }, (_, i) => `feature ${i}`);
}

/**
 * Finds the wanted features among columns: by name if both sides have names. Otherwise the columns are taken in their
 * order, and there must be as many columns as features.
 *
 * @returns  The index of each feature's column, in the wanted order; undefined if a feature is missing.
 */
export function featureColumns(found: readonly string[], wanted: readonly string[]): number[] | undefined {
  if (isNumbered(found) || isNumbered(wanted)) {
    return found.length === wanted.length ? wanted.map((_, i) => i) : undefined;
  }
  const places = wanted.map((name) => found.indexOf(name));
  return places.includes(-1) ? undefined : places;
}

/**
 * Whether {@link featureColumns} matches by position although one side has names. Swapped columns go unnoticed then.
 */
export function isMatchedByPlace(found: readonly string[], wanted: readonly string[]): boolean {
  return isNumbered(found) !== isNumbered(wanted);
}

/**
 * Says why {@link featureColumns} fails, to follow the word 'expected': how many features are wanted, then which of
 * them are missing or, if names cannot tell, which columns there are.
 */
export function columnFault(found: readonly string[], wanted: readonly string[]): string {
  if (isNumbered(found) || isNumbered(wanted)) return `${listed(wanted)}; found ${listed(found)}`;
  const missing = wanted.filter((name) => !found.includes(name));
  const unknown = found.filter((name) => !wanted.includes(name));
  const part = (what: string, names: readonly string[]) =>
    names.length > 0 ? `; ${what} columns: ${firstOf(names)}` : '';
  return `${counted(wanted.length, 'feature')}${part('missing', missing)}${part('unknown', unknown)}`;
}

function listed(names: readonly string[]): string {
  return `${counted(names.length, 'feature')} (${firstOf(names)})`;
}

function firstOf(names: readonly string[]): string {
  return names.slice(0, 5).join(', ') + (names.length > 5 ? ', ...' : '');
}

/** Whether names are those of features without names. */
export function isNumbered(names: readonly string[]): boolean {
  return numberedNames(names.length).every((name, i) => name === names[i]);
}
