/** Finds the role of each CSV column or JSON key: time, channel, label, or a feature. */
import { columnFault, featureColumns, LABEL_NAME, numberedNames, TIMESTAMP_NAME } from '../data/column-names';
import { excerpt } from './excerpt';
import type { PointColumns } from './point';

export interface ColumnRoles {
  readonly timestamp: number | undefined;
  readonly channel: number | undefined;
  /** The position of each feature among the names; undefined if one is absent. */
  readonly values: readonly number[] | undefined;
  /** Number of names that are not time, channel or label. */
  readonly others: number;
  /** Why `values` is undefined, to follow the word 'expected'. */
  readonly fault: string;
}

/** Characters that suffice for a dozen names of usual length. */
const LONGEST_FAULT = 300;
const CHANNEL_NAME = /^channel$/i;

/** Finds the columns by their names. A label column is ignored, and so are names that are not features. */
export function columnRoles(names: readonly string[], columns: PointColumns): ColumnRoles {
  const { timestampColumn, features, names: wanted = numberedNames(features) } = columns;
  const found = (matches: (name: string) => boolean) => {
    const column = names.findIndex(matches);
    return column < 0 ? undefined : column;
  };
  // pandas writes its index without a name.
  const isUsual = (name: string) => TIMESTAMP_NAME.test(name) || (name === '' && names[0] === '');
  const timestamp = found((name) => name === timestampColumn) ?? found(isUsual);
  const channel = found((name) => CHANNEL_NAME.test(name));
  const label = found((name) => LABEL_NAME.test(name));
  const others = names.map((_, i) => i).filter((i) => ![timestamp, channel, label].includes(i));
  const otherNames = others.map((i) => names[i]);
  return {
    timestamp,
    channel,
    others: others.length,
    values: featureColumns(otherNames, wanted)?.map((place) => others[place]),
    // Names come from the sender and can be of any length.
    fault: excerpt(columnFault(otherNames, wanted), LONGEST_FAULT),
  };
}

/** Converts a cell or a JSON value: numbers, numeric text, true and false. Returns NaN for anything else. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  // Number('') would be 0.
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}
