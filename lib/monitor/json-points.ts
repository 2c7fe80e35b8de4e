/** Reads points from JSON: an array of numbers, an object with such an array, or an object keyed by feature names. */
import { counted } from '../base/index';
import { asFound, excerpt } from './excerpt';
import { columnRoles, type ColumnRoles } from './column-roles';
import { channelFault, firstMissing, type InputRecord, type PointColumns } from './point';
import { parseJson } from '../data/parse-json';
import { parseTimestamp, timestampFault } from './timestamp';
import { ValueReader } from './value-reader';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Makes a parser of lines of JSON: `[1, 2]`, `{"timestamp": 1700000000000, "channel": "D-1", "values": [1, 2]}`, or the
 * features by name, `{"timestamp": 1700000000000, "heat": 1, "flow": 2}`. Timestamp and channel are optional. Keys are
 * matched like the names in a CSV header. A missing value is null, or its key is absent and every other key is known.
 *
 * @returns  A function that returns undefined for a blank line and a rejection for an invalid point, and never throws.
 */
export function jsonLineParser(columns: PointColumns): (line: string) => InputRecord | undefined {
  const toPoint = jsonPointReader(columns);
  return (line) => {
    if (line.trim() === '') return undefined;
    const value = parsePoints(line.charCodeAt(0) === 0xfeff ? line.slice(1) : line);
    return value === undefined ? brokenLine(excerpt(line), columns) : toPoint(value);
  };
}

/**
 * Parses JSON of points; NaN and Infinity may stand for numbers. A number with more digits than a float64 holds, such as a
 * time in nanoseconds, is given as its text.
 *
 * @returns  Undefined if it is not JSON.
 */
export function parsePoints(text: string): unknown {
  try {
    return parseJson(text, '');
  } catch {
    // Deep values and numbers beyond float64 are JSON; the point that holds them says what is wrong with it.
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Makes a reader like {@link jsonLineParser} for values that are already parsed. */
export function jsonPointReader(columns: PointColumns): (value: unknown) => InputRecord {
  const layoutOf = rememberedLayout(columns);
  const values = new ValueReader(columns);
  return (value) => {
    if (Array.isArray(value)) return makePoint({ values: value }, columns, values);
    if (typeof value !== 'object' || value === null) return brokenLine(asFound(value), columns);
    const object = value as JsonObject;
    const { keys, layout } = layoutOf(Object.keys(object));
    const at = (place: number | undefined) => (place === undefined ? undefined : object[keys[place]]);
    const place = { timestamp: at(layout.timestamp), channel: at(layout.channel) };
    if (Array.isArray(object.values)) {
      const { timestamp = place.timestamp } = columns.timestampColumn === undefined ? object : {};
      return makePoint({ ...place, timestamp, values: object.values }, columns, values);
    }
    if (layout.values) return makePoint({ ...place, values: layout.values.map(at) }, columns, values);
    return { rejected: 'wrongColumns', detail: `expected keys for ${layout.fault}` };
  };
}

interface PointParts {
  readonly timestamp?: unknown;
  readonly channel?: unknown;
  readonly values: readonly unknown[];
}

function makePoint(parts: PointParts, { timeFormat, channelColumn }: PointColumns, reader: ValueReader): InputRecord {
  const { timestamp, values } = parts;
  // A column that was named as the channel may hold numbers.
  const given =
    typeof channelColumn === 'string' && typeof parts.channel === 'number' ? String(parts.channel) : parts.channel;
  const channel = typeof given === 'string' ? given : undefined;
  if (given !== undefined && channel === undefined) return { rejected: 'badChannel', detail: channelFault(given) };
  const time = parseTimestamp(timestamp, timeFormat);
  if (time === null) return { rejected: 'badTimestamp', detail: timestampFault(timestamp, timeFormat) };
  const numbers = Float64Array.from(values, (value) => reader.fromJson(value));
  const missing = firstMissing(numbers);
  return { channel, ...time, values: numbers, found: missing < 0 ? undefined : values[missing] };
}

interface KeyLayout {
  readonly keys: readonly string[];
  readonly layout: ColumnRoles;
}

/** Remembers what the keys mean, and finds it again only if they differ from the last object's. */
function rememberedLayout(columns: PointColumns): (keys: readonly string[]) => KeyLayout {
  let last: readonly string[] = [];
  let known = layoutOfKeys(last, columns);
  return (keys) => {
    if (keys.length === last.length && keys.every((key, i) => key === last[i])) return known;
    last = keys;
    known = layoutOfKeys(keys, columns);
    return known;
  };
}

/** Treats an absent feature as a missing value, unless some key is unknown: that key could be the feature, misspelt. */
function layoutOfKeys(keys: readonly string[], columns: PointColumns): KeyLayout {
  const layout = columnRoles(keys, columns);
  const names = columns.names ?? [];
  // In the features' own order, since numbered names are matched by position.
  const all = [...keys.filter((key) => !names.includes(key)), ...names];
  const completed = columnRoles(all, columns);
  const isKnown = layout.others > 0 && completed.others === columns.features;
  return isKnown ? { keys: all, layout: completed } : { keys, layout };
}

function brokenLine(found: string, { features, names }: PointColumns): InputRecord {
  const keys = (names ?? []).slice(0, 3).map((name) => `"${name}": ...`);
  const expected = `expected JSON, an array of ${counted(features, 'number')} or an object of them`;
  const example = keys.length > 0 ? ` such as {${keys.join(', ')}}` : '';
  return { rejected: 'brokenLine', detail: `${expected}${example}; found ${found}` };
}
