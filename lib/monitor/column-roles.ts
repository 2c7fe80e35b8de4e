/** What the columns of a CSV header and the keys of a JSON object are: time, channel, label, and the features by name. */
import { columnFault, featureColumns, LABEL_NAME, numberedNames, TIMESTAMP_NAME } from '../data/column-names';
import type { PointColumns } from './point';

export interface ColumnRoles {
  readonly timestamp: number | undefined;
  readonly channel: number | undefined;
  /** The place of each feature among the names; undefined if they are not all there. */
  readonly values: readonly number[] | undefined;
  /** Names that are none of time, channel and label. */
  readonly others: number;
  /** What is wrong where there are no values, to be put behind 'expected'. */
  readonly fault: string;
}

const CHANNEL_NAME = /^channel$/i;

/** Tells columns by their names; a label column is left out, and so are names that are no feature's. */
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
    fault: columnFault(otherNames, wanted),
  };
}

/** A cell or a JSON value as a number, as files are read: text that is one, and truth values; NaN for anything else. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  // Number('') is 0, which a missing value is not.
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}
