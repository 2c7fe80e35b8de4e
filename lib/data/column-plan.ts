/** Plans by names and first rows what is kept of each column of a table: values, times, texts, or nothing. */
import { DataError } from '../base/index';
import { type CellRules, cellValue, isAlmostNumber, isMissing } from './cell';
import {
  isChannelName,
  isCounterName,
  isInfluxColumn,
  isLikelyLabelName,
  isLikelyTimeName,
  isTimeName,
  LABEL_NAME,
} from './column-names';
import { isDate, isTimeOfDay } from './header';
import { isShortDate } from './loose-times';
import type { ReadOptions } from './read-options';
import { isClock, isDisorderedTime, MIN_COUNT_ROWS, stepsOf } from './steps-of-values';
import { knownFormat } from './time-format';
import { recogniseTimes, unitOf } from './time-value';

/** What is kept of a column. */
interface ColumnPlan {
  readonly name: string;
  /** Its place among the values of a row; -1 if its values are not kept. */
  readonly slot: number;
  /** Whether its texts are kept as times. */
  readonly times: boolean;
  /** Whether its texts are kept as codes. */
  readonly texts: boolean;
}

export interface TablePlan {
  readonly columns: readonly ColumnPlan[];
  /** The places of the time column; two where date and time of day have a column each. */
  readonly time: readonly number[];
  /** Whether the time column was found by its content, which all rows must bear out. */
  readonly timeByContent: boolean;
  readonly label?: number;
  readonly channel?: number;
  /** Columns left out by name. */
  readonly leftOut: readonly { readonly place: number; readonly reason: string }[];
  /** Values kept of each row. */
  readonly slots: number;
}

interface Profile {
  readonly name: string;
  readonly numbers: number;
  readonly texts: number;
  /** The cells that are there, and the values of those that are numbers. */
  readonly cells: readonly string[];
  readonly values: readonly number[];
}

/**
 * Plans a table.
 *
 * @param table.sample  The first rows, as texts.
 * @throws {DataError} If a name repeats, or a column named in the options is missing or named for two purposes.
 */
export function planColumns(
  table: { readonly name: string; readonly names: readonly string[]; readonly sample: readonly (readonly string[])[] },
  options: ReadOptions,
  rules: CellRules,
): TablePlan {
  const { name: file, names, sample } = table;
  const seen = new Set<string>();
  const repeated = names.find((name) => seen.size === seen.add(name).size);
  if (repeated !== undefined)
    throw new DataError(`${file}: expected different names of columns, found '${repeated}' twice`);
  const place = (wanted: string) => {
    const found = names.indexOf(wanted);
    if (found >= 0) return found;
    throw new DataError(`${file}: expected a column '${wanted}', found ${names.join(', ')}`);
  };
  for (const named of [options.timeColumn, options.labelColumn, options.channelColumn]) if (named) place(named);
  const wanted = options.features?.map(place);
  if (wanted && new Set(wanted).size < wanted.length) {
    throw new DataError(`${file}: expected different columns as features, found ${options.features!.join(', ')}`);
  }
  const ignored = new Set((options.ignore ?? []).map(place));
  const both = wanted?.find((i) => ignored.has(i));
  if (both !== undefined)
    throw new DataError(`${file}: expected one purpose of column '${names[both]}', found two in the options`);
  const profiles = names.map((name, i) =>
    profileOf(
      name,
      sample.map((row) => row[i]),
      rules,
    ),
  );
  const taken = new Set([...(wanted ?? []), ...ignored]);
  const claim = (column: string | false | undefined, find: () => number | undefined): number | undefined => {
    if (column === false) return undefined;
    const found = column === undefined ? find() : place(column);
    if (found !== undefined && taken.has(found)) {
      throw new DataError(`${file}: expected one purpose of column '${names[found]}', found two in the options`);
    }
    if (found !== undefined) taken.add(found);
    return found;
  };
  const free = (test: (profile: Profile, i: number) => boolean) => {
    const found = profiles.findIndex((profile, i) => !taken.has(i) && test(profile, i));
    return found < 0 ? undefined : found;
  };
  const channel = options.channelColumn ? claim(options.channelColumn, () => undefined) : undefined;
  const label = claim(options.labelColumn, () => free(({ name }) => LABEL_NAME.test(name)));
  const { time, byContent } = findTime(options, { profiles, free, claim });
  for (const found of time) taken.add(found);
  return build({ profiles, time, byContent, label, channel, wanted, ignored, options });
}

function build(parts: {
  profiles: readonly Profile[];
  time: readonly number[];
  byContent: boolean;
  label: number | undefined;
  channel: number | undefined;
  wanted: readonly number[] | undefined;
  ignored: ReadonlySet<number>;
  options: ReadOptions;
}): TablePlan {
  const { profiles, time, byContent, label, channel, wanted, ignored, options } = parts;
  const leftOut: { place: number; reason: string }[] = [];
  const names = profiles.map(({ name }) => name);
  let slots = wanted?.length ?? 0;
  const columns = profiles.map((profile, i): ColumnPlan => {
    const { name } = profile;
    const isTime = time.includes(i);
    const byName = isTimeName(name) || isCounterName(name);
    const isText = profile.texts > profile.numbers;
    const plan = { name, slot: wanted?.indexOf(i) ?? -1, times: isTime, texts: i === label || i === channel };
    if (wanted?.includes(i) || i === label || i === channel) return plan;
    if (ignored.has(i)) {
      leftOut.push({ place: i, reason: 'named by --ignore' });
      return plan;
    }
    if (isTime && !byContent) return plan;
    if (isInfluxColumn(name, names)) {
      leftOut.push({ place: i, reason: "of Influx's own" });
      return plan;
    }
    if (!isTime && byName && options.timeColumn !== false) {
      leftOut.push({ place: i, reason: isTimeName(name) ? 'a further time' : 'numbers the rows' });
      return plan;
    }
    const texts = !isTime && (isText || isLikelyLabelName(name) || isChannelName(name));
    const slot = (wanted && !isTime) || isText ? -1 : slots++;
    return { ...plan, texts, slot };
  });
  return {
    columns,
    time,
    timeByContent: byContent,
    ...(label !== undefined && { label }),
    ...(channel !== undefined && { channel }),
    leftOut,
    slots,
  };
}

/** Finds the time: by the option, by name, as text that reads as a time, or as a number that counts up. */
function findTime(
  { timeColumn, features }: ReadOptions,
  columns: {
    readonly profiles: readonly Profile[];
    free(test: (profile: Profile, i: number) => boolean): number | undefined;
    claim(column: string | false | undefined, find: () => number | undefined): number | undefined;
  },
): { time: readonly number[]; byContent: boolean } {
  const { profiles, free, claim } = columns;
  if (timeColumn !== undefined) {
    const found = claim(timeColumn, () => undefined);
    return { time: found === undefined ? [] : [found], byContent: false };
  }
  const pair = [free(isDay), free(isHour)];
  if (pair[0] !== undefined && pair[1] !== undefined) return { time: pair as number[], byContent: false };
  const certain =
    free((profile) => isTimeName(profile.name) && readsAsTime(profile)) ??
    free((profile) => profile.texts > profile.numbers && readsAsTime(profile)) ??
    free(({ name }) => isTimeName(name));
  if (certain !== undefined) return { time: [certain], byContent: false };
  const others = profiles.filter((profile, i) => free((_, j) => i === j) !== undefined && isFeature(profile)).length;
  // Where the features are named, a column beside them can be the time of a single one.
  const enough = features !== undefined || others > 1;
  const clock = enough ? free((profile) => isNumeric(profile) && isClock(profile.values)) : undefined;
  if (clock !== undefined) return { time: [clock], byContent: true };
  const counter = free(({ name }) => isCounterName(name));
  if (counter !== undefined) return { time: [counter], byContent: false };
  const count = enough
    ? (free((profile) => isLikelyTimeName(profile.name) && grows(profile)) ??
      free(counts) ??
      (features && free((profile) => isNumeric(profile) && isDisorderedTime(profile.values, profile.name))))
    : undefined;
  return { time: count === undefined ? [] : [count], byContent: count !== undefined };
}

function profileOf(name: string, column: readonly string[], rules: CellRules): Profile {
  const cells = column.filter((cell) => !isMissing(cell, rules));
  const values = cells
    .map((cell) => cellValue(cell, rules))
    .flatMap((value) => (value === 'text' ? [] : value === 'beyond' ? Infinity : value));
  const numbers =
    values.length + cells.filter((cell) => cellValue(cell, rules) === 'text' && isAlmostNumber(cell)).length;
  return { name, numbers, texts: cells.length - numbers, cells, values };
}

function readsAsTime({ cells }: Profile): boolean {
  return cells.length > 0 && cells.every(looksLikeTime);
}

/** Whether a cell may be a time: a number, or a date in a form that is known. */
export function looksLikeTime(cell: string): boolean {
  return recogniseTimes([cell]) !== undefined || isDate(cell) || knownFormat(cell) !== undefined;
}

function isNumeric({ numbers, texts, values }: Profile): boolean {
  return values.length > 0 && values.length === numbers && texts === 0;
}

function isFeature({ name, numbers, texts }: Profile): boolean {
  return numbers >= texts && !isTimeName(name) && !isCounterName(name) && !isLikelyLabelName(name);
}

/** Whether a column holds dates without times of day. */
export function isDay({ name, cells }: Pick<Profile, 'name' | 'cells'>): boolean {
  return (
    isTimeName(name) &&
    cells.length > 0 &&
    cells.every((cell) => (isDate(cell) && !cell.includes(':')) || isShortDate(cell))
  );
}

/** Whether a column holds times of day alone. */
export function isHour({ name, cells }: Pick<Profile, 'name' | 'cells'>): boolean {
  return (isTimeName(name) || isLikelyTimeName(name)) && cells.length > 0 && cells.every(isTimeOfDay);
}

function grows(profile: Profile): boolean {
  return isNumeric(profile) && profile.values.length >= 3 && stepsOf(profile.values).growing;
}

function counts(profile: Profile): boolean {
  if (!isNumeric(profile) || profile.values.length < MIN_COUNT_ROWS) return false;
  const { growing, counting } = stepsOf(profile.values);
  // What counts down without being a Unix time is a rest that runs out.
  return counting && (growing || unitOf(profile.values[0]) !== undefined);
}
