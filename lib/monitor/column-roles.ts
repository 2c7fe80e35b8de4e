/** Finds the role of each CSV column or JSON key: time, channel, label, or a feature. */
import { isMissing, looksLikeValue } from '../data/cell';
import {
  columnFault,
  featureColumns,
  isChannelName,
  isCounterName,
  isTimeName,
  LABEL_NAME,
  mayNameState,
  namesPart,
  numberedNames,
  numbersDevices,
} from '../data/column-names';
import { isDay, isHour, looksLikeTime } from '../data/column-plan';
import { excerpt } from './excerpt';
import type { PointColumns } from './point';

export interface ColumnRoles {
  readonly timestamp: number | undefined;
  /** The column of the time of day, where the date has a column of its own. */
  readonly hour: number | undefined;
  /** The column that was named as the channel, or is called so. */
  readonly channel: number | undefined;
  /** Without such a column: one that is named like a device, such as device or sensor_id. Its texts are channels. */
  readonly device: DeviceColumn | undefined;
  /** Beside `device`: further columns that may name the device, such as site or pump. */
  readonly suspects: readonly DeviceColumn[];
  readonly label: number | undefined;
  /** The position of each feature among the names; undefined if one is absent. */
  readonly values: readonly number[] | undefined;
  /** Number of names that are not time, channel, label or ignored. */
  readonly others: number;
  /** Why `values` is undefined, to follow the word 'expected'. */
  readonly fault: string;
}

export interface DeviceColumn {
  readonly place: number;
  readonly name: string;
  /** Whether its whole numbers are devices. */
  readonly isNumbered: boolean;
}

/** Characters that suffice for a dozen names of usual length. */
const LONGEST_FAULT = 300;
const CHANNEL_NAME = /^channel$/i;
const NO_MARKS = { marks: new Set<string>() };

/**
 * Finds the columns as the reader of files does: by their names and, for a time that only its values tell, by the first row.
 * A label column is ignored, and so are names that are not features. A feature of the pipeline has no other role, whatever
 * its name.
 *
 * @param row  The first row, as texts; without it only names tell.
 */
export function columnRoles(
  names: readonly string[],
  columns: PointColumns,
  row?: readonly (string | undefined)[],
): ColumnRoles {
  const { channelColumn, labelColumn, features, names: wanted = numberedNames(features) } = columns;
  const ignored = new Set(columns.ignore);
  const free = (name: string) => !wanted.includes(name) && !ignored.has(name);
  const find = (matches: (name: string, i: number) => boolean) => {
    const column = names.findIndex(matches);
    return column < 0 ? undefined : column;
  };
  const named = (name: string) => find((each) => each === name);
  const usual = (matches: (name: string, i: number) => boolean) => find((name, i) => free(name) && matches(name, i));
  const toldChannel = typeof channelColumn === 'string' ? named(channelColumn) : undefined;
  const channel = toldChannel ?? (channelColumn === false ? undefined : usual((name) => CHANNEL_NAME.test(name)));
  const usualLabel = labelColumn === false ? undefined : usual((name) => LABEL_NAME.test(name));
  const label = typeof labelColumn === 'string' ? named(labelColumn) : usualLabel;
  const { timestamp, hour } = findTime(
    names,
    columns,
    (test) => usual((name, i) => i !== channel && test(name, i)),
    row,
  );
  const taken = [timestamp, hour, channel, label];
  const isDevice = (name: string, i: number) => !taken.includes(i) && free(name) && isChannelName(name);
  const devices = names.flatMap((name, place) =>
    isDevice(name, place) ? [{ place, name, isNumbered: numbersDevices(name) }] : [],
  );
  // A column that was named decides; so does one that is called channel.
  const isOpen = channelColumn !== false && channel === undefined;
  const certain = devices.filter(
    ({ name, place, isNumbered }) => !mayNameState(name) && mayBeDevice(row?.[place], isNumbered),
  );
  const isNamed = wanted.some((name, i) => name !== numberedNames(features)[i]);
  const others = names.map((_, i) => i).filter((i) => !taken.includes(i) && !ignored.has(names[i]));
  const isText = ({ place }: DeviceColumn) => !looksLikeValue(row?.[place] ?? '');
  // Where features are only numbered, a column of numbers beside too few others is one of them.
  const usable = isNamed || others.length > features ? certain : certain.filter(isText);
  const device = isOpen ? (usable.find(({ name }) => namesPart(name)) ?? usable[0]) : undefined;
  const suspects = isOpen ? devices.filter((each) => each !== device) : [];
  const left = others.filter((i) => i !== device?.place);
  const otherNames = left.map((i) => names[i]);
  return {
    timestamp,
    hour,
    channel,
    device,
    suspects,
    label,
    others: left.length,
    values: featureColumns(otherNames, wanted)?.map((place) => left[place]),
    // Names come from the sender and can be of any length.
    fault: excerpt(columnFault(otherNames, wanted), LONGEST_FAULT),
  };
}

/** Whether a cell of a column that is named like a device can be its name, as far as the first row tells. */
function mayBeDevice(cell: string | undefined, isNumbered: boolean): boolean {
  return cell === undefined || isMissing(cell, NO_MARKS) || isNumbered || !looksLikeValue(cell);
}

/** Finds the time as the reader does: the named column, date and time of day, a usual name, a text that reads as a time. */
function findTime(
  names: readonly string[],
  { timestampColumn }: PointColumns,
  usual: (test: (name: string, i: number) => boolean) => number | undefined,
  row: readonly (string | undefined)[] | undefined,
): Pick<ColumnRoles, 'timestamp' | 'hour'> {
  if (timestampColumn === false) return { timestamp: undefined, hour: undefined };
  const told = typeof timestampColumn === 'string' ? names.indexOf(timestampColumn) : -1;
  if (told >= 0) return { timestamp: told, hour: undefined };
  const cells = (i: number) => [row?.[i] ?? ''].filter((cell) => !isMissing(cell, NO_MARKS));
  const day = row && usual((name, i) => isDay({ name, cells: cells(i) }));
  const hour = row && usual((name, i) => isHour({ name, cells: cells(i) }));
  if (day !== undefined && hour !== undefined) return { timestamp: day, hour };
  const timestamp =
    (row && usual((name, i) => isTimeName(name) && cells(i).some(looksLikeTime))) ??
    (row && usual((_, i) => cells(i).some((cell) => !looksLikeValue(cell) && looksLikeTime(cell)))) ??
    usual(isTimeName) ??
    // pandas writes its index without a name.
    usual((name) => isCounterName(name) || (name === '' && names[0] === ''));
  return { timestamp, hour: undefined };
}
