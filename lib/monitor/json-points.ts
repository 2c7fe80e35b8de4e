/** Reads points from JSON: an array of numbers, an object with such an array, or an object keyed by feature names. */
import { counted } from '../base/index';
import { asFound, excerpt } from './excerpt';
import { columnRoles, type ColumnRoles } from './column-roles';
import { channelFault, firstMissing, type InputRecord, isRejection, type PointColumns } from './point';
import { deviceOf } from './channel-reader';
import { parseJson } from '../data/parse-json';
import { takenInput } from './take-columns';
import { InputMemory } from './taken-input';
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
  const reader = new JsonPoints(columns);
  return (value) => reader.read(value);
}

class JsonPoints {
  private readonly values: ValueReader;
  private readonly seen: InputMemory;
  private keys: readonly string[] = [];
  private known: KeyLayout;
  private readonly ofArrays: KeyLayout;
  /** The layout of the last point, of which is told what was taken. */
  private lastTold: KeyLayout | undefined;

  constructor(private readonly columns: PointColumns) {
    this.values = new ValueReader(columns);
    this.seen = columns.seen ?? new InputMemory();
    this.known = layoutOfKeys({}, columns);
    this.ofArrays = { keys: [], roles: columnRoles([], columns) };
  }

  read(value: unknown): InputRecord {
    const { columns } = this;
    if (Array.isArray(value)) return this.told(this.makePoint({ values: value }), this.ofArrays, {});
    if (typeof value !== 'object' || value === null) return brokenLine(asFound(value), columns);
    const object = value as JsonObject;
    const layout = this.layoutOf(object);
    const { keys, roles } = layout;
    const at = (place: number | undefined) => (place === undefined ? undefined : object[keys[place]]);
    const place = { timestamp: timeAt(object, layout), channel: at(roles.channel) };
    const device =
      roles.device || roles.suspects.length > 0 ? deviceOf(roles, (i) => textOf(at(i)), this.seen) : undefined;
    if (typeof device === 'object') return device;
    const parts = device === undefined ? place : { ...place, channel: device };
    if (Array.isArray(object.values)) {
      const { timestamp = parts.timestamp } = columns.timestampColumn === undefined ? object : {};
      return this.told(this.makePoint({ ...parts, timestamp, values: object.values }), layout, object);
    }
    if (roles.values) return this.told(this.makePoint({ ...parts, values: roles.values.map(at) }), layout, object);
    return { rejected: 'wrongColumns', detail: `expected keys for ${roles.fault}` };
  }

  /** Remembers what the keys mean, and finds it again only if they differ from the last object's. */
  private layoutOf(object: JsonObject): KeyLayout {
    const keys = Object.keys(object);
    const { keys: last } = this;
    if (keys.length === last.length && keys.every((key, i) => key === last[i])) return this.known;
    this.keys = keys;
    this.known = layoutOfKeys(object, this.columns);
    return this.known;
  }

  private makePoint(parts: PointParts): InputRecord {
    const { timeFormat, channelColumn } = this.columns;
    const { timestamp, values } = parts;
    // A column that was named as the channel may hold numbers.
    const given =
      typeof channelColumn === 'string' && typeof parts.channel === 'number' ? String(parts.channel) : parts.channel;
    const channel = typeof given === 'string' ? given : undefined;
    if (given !== undefined && channel === undefined) return { rejected: 'badChannel', detail: channelFault(given) };
    const time = parseTimestamp(timestamp, timeFormat);
    if (time === null) return { rejected: 'badTimestamp', detail: timestampFault(timestamp, timeFormat) };
    const numbers = Float64Array.from(values, (value) => this.values.fromJson(value));
    const missing = firstMissing(numbers);
    return { channel, ...time, values: numbers, found: missing < 0 ? undefined : values[missing] };
  }

  /** Tells what was taken with the first point of these keys. */
  private told(point: InputRecord, layout: KeyLayout, object: JsonObject): InputRecord {
    if (layout === this.lastTold || isRejection(point)) return point;
    this.lastTold = layout;
    const { roles, keys } = layout;
    const isByPlace = layout === this.ofArrays || Array.isArray(object.values);
    if (!this.seen.isNew(JSON.stringify([isByPlace, keys]))) return point;
    const format = isByPlace ? 'JSON, values by position' : 'JSON';
    const row = keys.map((key) => textOf(object[key]));
    this.seen.tell(
      takenInput({ format, names: keys, roles, row, isNamed: keys.length > 0, isValues: isByPlace }, this.columns),
    );
    return point;
  }
}

interface PointParts {
  readonly timestamp?: unknown;
  readonly channel?: unknown;
  readonly values: readonly unknown[];
}

interface KeyLayout {
  readonly keys: readonly string[];
  readonly roles: ColumnRoles;
}

/** Treats an absent feature as a missing value, unless some key is unknown: that key could be the feature, misspelt. */
function layoutOfKeys(object: JsonObject, columns: PointColumns): KeyLayout {
  const keys = Object.keys(object);
  const rolesOf = (names: readonly string[]) =>
    columnRoles(
      names,
      columns,
      names.map((name) => textOf(object[name])),
    );
  const roles = rolesOf(keys);
  const names = columns.names ?? [];
  // In the features' own order, since numbered names are matched by position.
  const all = [...keys.filter((key) => !names.includes(key)), ...names];
  const completed = rolesOf(all);
  const isKnown = roles.others > 0 && completed.others === columns.features;
  return isKnown ? { keys: all, roles: completed } : { keys, roles };
}

/** Returns a value as a cell would hold it; undefined if none could. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** Returns the time of an object, of two keys where date and time of day have one each. */
function timeAt(object: JsonObject, { keys, roles: { timestamp, hour } }: KeyLayout): unknown {
  if (timestamp === undefined) return undefined;
  const day = object[keys[timestamp]];
  return hour === undefined ? day : `${textOf(day)} ${textOf(object[keys[hour]])}`;
}

function brokenLine(found: string, { features, names }: PointColumns): InputRecord {
  const keys = (names ?? []).slice(0, 3).map((name) => `"${name}": ...`);
  const expected = `expected JSON, an array of ${counted(features, 'number')} or an object of them`;
  const example = keys.length > 0 ? ` such as {${keys.join(', ')}}` : '';
  return { rejected: 'brokenLine', detail: `${expected}${example}; found ${found}` };
}
