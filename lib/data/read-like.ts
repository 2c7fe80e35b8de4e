/** Reads a further file as an earlier one was read: its features are those of the earlier file, by name. */
import { DataError } from '../base/index';
import { briefList } from './label-forms';
import { NOT_ASKED_FOR } from './feature-columns';
import { readColumnNames, readSeries } from './load-series';
import type { Description, ReadOptions } from './read-options';
import type { SeriesReading } from './table-series';

/** Options that name columns which a later file need not have. */
const OPTIONAL = ['labelColumn', 'ignore', 'channelColumn'] as const;

/**
 * Reads a series whose features have names already. Columns that are not among them are left out; the description names
 * them. Columns of labels or devices, and columns to ignore, may be absent from the file.
 *
 * @param names  Features of the earlier series. Where one of them is missing, the file is read as if none were known, for
 *               the caller to say what is missing.
 * @param further.labelled  Whether the label column must be there.
 * @throws {DataError} As `readSeries`.
 */
export function readSeriesLike(
  file: string,
  names: readonly string[],
  options: ReadOptions,
  { labelled = false }: { readonly labelled?: boolean } = {},
): SeriesReading {
  const columns = readColumnNames(file, options);
  const { labelColumn } = options;
  if (labelled && columns && typeof labelColumn === 'string' && !columns.includes(labelColumn)) {
    throw new DataError(`${file}: expected a column '${labelColumn}' of labels, found ${briefList(columns)}`);
  }
  const present = presentOptions(columns, options);
  if (!columns || !names.every((name) => columns.includes(name)))
    return readSeries(file, { ...present, features: undefined });
  const reading = readSeries(file, { ...present, features: names });
  return { ...reading, description: ofEarlier(reading.description) };
}

function ofEarlier(description: Description): Description {
  const leftOut = description.leftOut.map(({ column, reason }) => ({
    column,
    reason: reason === NOT_ASKED_FOR ? 'not a feature of the training file' : reason,
  }));
  return { ...description, leftOut };
}

/** Reads a series whose label column, and columns to ignore, may be absent. @throws {DataError} As `readSeries`. */
export function readSeriesWithout(file: string, options: ReadOptions): SeriesReading {
  return readSeries(file, presentOptions(readColumnNames(file, options), options));
}

function presentOptions(columns: readonly string[] | undefined, options: ReadOptions): ReadOptions {
  if (!columns || OPTIONAL.every((each) => options[each] === undefined || options[each] === false)) return options;
  const { labelColumn, ignore, channelColumn, channel } = options;
  const has = (name: string | false | undefined) => typeof name === 'string' && columns.includes(name);
  return {
    ...options,
    labelColumn: labelColumn === false || has(labelColumn) ? labelColumn : undefined,
    ignore: ignore?.filter(has),
    channelColumn: channelColumn === false || has(channelColumn) ? channelColumn : undefined,
    channel: has(channelColumn) ? channel : undefined,
  };
}
