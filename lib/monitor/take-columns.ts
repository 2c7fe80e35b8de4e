/** Describes what was taken of the columns of a stream. */
import { isCounterName, isTimeName, numberedNames, unitOfName } from '../data/column-names';
import type { Description, TimeDescription } from '../data/read-options';
import { unitOf } from '../data/time-value';
import type { ColumnRoles } from './column-roles';
import { excerpt } from './excerpt';
import type { PointColumns } from './point';
import type { TakenInput } from './taken-input';

/** Names of columns that have none. */
const NUMBERED = /^feature \d+$/;

interface Found {
  readonly format: string;
  readonly text?: Description['text'];
  /** The names of the columns. */
  readonly names: readonly string[];
  readonly roles: ColumnRoles;
  /** The first row, as texts. */
  readonly row: readonly (string | undefined)[];
  /** Whether the input names its columns. */
  readonly isNamed: boolean;
  /** Whether the values are an array of JSON. Default false. */
  readonly isValues?: boolean;
}

/** Describes what was taken, by the roles of the columns and the first row. */
export function takenInput(
  { format, text, names, roles, row, isNamed, isValues = false }: Found,
  columns: PointColumns,
): TakenInput {
  const { timestamp, hour, channel, device } = roles;
  const wanted = columns.names ?? numberedNames(columns.features);
  const nameOf = (place: number) => excerpt(names[place]) || 'index';
  const time = timestamp === undefined ? undefined : [timestamp, ...(hour === undefined ? [] : [hour])];
  const taken = [...(time ?? []), channel, device?.place, ...(roles.values ?? [])];
  const leftOut = names.flatMap((_, place) =>
    taken.includes(place) || (isValues && names[place] === 'values')
      ? []
      : [{ column: nameOf(place), reason: reasonOf(names, place, { roles, columns, row }) }],
  );
  const column = time?.map(nameOf).join(' + ');
  const byPlace =
    wanted.length > 1 && (isValues ? [] : (roles.values ?? [])).some((place, i) => names[place] !== wanted[i]);
  const channelPlace = channel ?? device?.place;
  return {
    format,
    ...(text && { text }),
    ...(column !== undefined && { time: { column, unit: unitOfTime(row[timestamp!], column, columns) } }),
    ...(channelPlace !== undefined && { channel: nameOf(channelPlace) }),
    features: wanted,
    leftOut,
    notes: [
      ...(byPlace ? ['columns matched by position: the input or the training file has no names of them'] : []),
      ...missingColumns(names, column, columns, isNamed),
    ],
  };
}

function reasonOf(
  names: readonly string[],
  place: number,
  { roles, columns, row }: { roles: ColumnRoles; columns: PointColumns; row: Found['row'] },
): string {
  const name = names[place];
  const column = excerpt(name);
  if (columns.ignore?.includes(name)) return 'named by --ignore';
  if (place === roles.label) return 'label';
  if (roles.suspects.some((each) => each.place === place)) {
    return `may name a device or its state; --channel-column '${column}' takes it as the channel`;
  }
  if (isTimeName(name)) return 'a further time';
  if (isCounterName(name)) return 'numbers the rows';
  const cell = row[place] ?? '';
  if (roles.timestamp === undefined && columns.timestampColumn !== false && unitOf(Number(cell)) !== undefined) {
    return `not a feature of the training file, and perhaps a time; --time-column '${column}' takes it`;
  }
  return 'not a feature of the training file';
}

function missingColumns(
  names: readonly string[],
  time: string | undefined,
  { timestampColumn, channelColumn }: PointColumns,
  isNamed: boolean,
): string[] {
  const lacks = (name: string | false | undefined): name is string =>
    isNamed && typeof name === 'string' && !names.includes(name) && !NUMBERED.test(name);
  const instead = time === undefined ? 'points without a time are numbered' : `'${time}' is taken as the time`;
  return [
    ...(lacks(timestampColumn) ? [`column '${timestampColumn}' of the time is not there; ${instead}`] : []),
    ...(lacks(channelColumn) ? [`column '${channelColumn}' of the channel is not there; all points are of one`] : []),
  ];
}

function unitOfTime(
  cell: string | undefined,
  column: string,
  { timeFormat, timeUnit }: PointColumns,
): TimeDescription['unit'] {
  if (timeFormat !== undefined) return timeFormat;
  const number = cell === undefined || cell.trim() === '' ? NaN : Number(cell.replace(',', '.'));
  if (Number.isNaN(number)) return 'iso';
  return timeUnit ?? unitOfName(column) ?? unitOf(number) ?? null;
}
