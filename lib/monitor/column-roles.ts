/** Finds the role of each CSV column or JSON key: time, channel, label, or a feature. */
import {
  columnFault,
  featureColumns,
  isCounterName,
  isTimeName,
  LABEL_NAME,
  numberedNames,
  TIMESTAMP_NAME,
} from '../data/column-names';
import { excerpt } from './excerpt';
import type { PointColumns } from './point';

export interface ColumnRoles {
  readonly timestamp: number | undefined;
  readonly channel: number | undefined;
  /** The position of each feature among the names; undefined if one is absent. */
  readonly values: readonly number[] | undefined;
  /** Number of names that are not time, channel, label or ignored. */
  readonly others: number;
  /** Why `values` is undefined, to follow the word 'expected'. */
  readonly fault: string;
}

/** Characters that suffice for a dozen names of usual length. */
const LONGEST_FAULT = 300;
const CHANNEL_NAME = /^channel$/i;

/**
 * Finds the columns by their names. A label column is ignored, and so are names that are not features. A feature of the
 * pipeline is neither time nor label, whatever its name.
 */
export function columnRoles(names: readonly string[], columns: PointColumns): ColumnRoles {
  const { timestampColumn, channelColumn, labelColumn, features, names: wanted = numberedNames(features) } = columns;
  const ignored = new Set(columns.ignore);
  const free = (name: string) => !wanted.includes(name) && !ignored.has(name);
  const find = (matches: (name: string) => boolean) => {
    const column = names.findIndex(matches);
    return column < 0 ? undefined : column;
  };
  const named = (name: string) => find((each) => each === name);
  const usual = (matches: (name: string) => boolean) => find((name) => free(name) && matches(name));
  const usualTime = () =>
    usual((name) => TIMESTAMP_NAME.test(name)) ??
    usual(isTimeName) ??
    // pandas writes its index without a name.
    usual((name) => isCounterName(name) || (name === '' && names[0] === ''));
  const told = typeof timestampColumn === 'string' ? named(timestampColumn) : undefined;
  const timestamp = timestampColumn === false ? undefined : (told ?? usualTime());
  const usualChannel = channelColumn === undefined ? usual((name) => CHANNEL_NAME.test(name)) : undefined;
  const channel = typeof channelColumn === 'string' ? named(channelColumn) : usualChannel;
  const label = typeof labelColumn === 'string' ? named(labelColumn) : usual((name) => LABEL_NAME.test(name));
  const others = names
    .map((_, i) => i)
    .filter((i) => ![timestamp, channel, label].includes(i) && !ignored.has(names[i]));
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
