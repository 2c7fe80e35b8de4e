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
 * them. Columns of labels or devices, and columns to ignore, may be absent from the file; so may a time column that was
 * recognised in the earlier file, with a note.
 *
 * @param file   Any that the readers know.
 * @param names  Features of the earlier series. Where one of them is missing, the file is read as if none were known, for
 *               the caller to say what is missing.
 * @param options  How the earlier file was read.
 * @param further  What may be otherwise than in that file.
 * @param further.labelled      Whether the label column must be there.
 * @param further.timeMayLack   Whether the time column was recognised, not named by a person. Default false.
 * @throws {DataError} As `readSeries`.
 */
export function readSeriesLike(
  file: string,
  names: readonly string[],
  options: ReadOptions,
  { labelled = false, timeMayLack = false }: { readonly labelled?: boolean; readonly timeMayLack?: boolean } = {},
): SeriesReading {
  const columns = readColumnNames(file, options);
  const { labelColumn } = options;
  if (labelled && columns && typeof labelColumn === 'string' && !columns.includes(labelColumn)) {
    throw new DataError(`${file}: expected a column '${labelColumn}' of labels, found ${briefList(columns)}`);
  }
  const { timeColumn } = options;
  const lacksTime = timeMayLack && typeof timeColumn === 'string' && !hasColumn(columns, timeColumn);
  const present = presentOptions(columns, lacksTime ? { ...options, timeColumn: undefined } : options);
  const areThere = columns !== undefined && names.every((name) => columns.includes(name));
  const { series, description, ...rest } = readSeries(file, { ...present, features: areThere ? names : undefined });
  const described = areThere ? ofEarlier(description) : description;
  const notes = lacksTime && columns ? [...described.notes, withoutTime(timeColumn, description)] : described.notes;
  return { series, description: { ...described, notes }, ...rest };
}

function withoutTime(column: string, { time }: Description): string {
  const instead = time === undefined ? 'its rows have no times' : `'${time.column}' is taken as the time`;
  return `column '${column}', the time of the training file, is not there; ${instead}`;
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
  if (OPTIONAL.every((each) => options[each] === undefined || options[each] === false)) return options;
  const { labelColumn, ignore, channelColumn, channel } = options;
  const has = (name: string | false | undefined) => typeof name === 'string' && hasColumn(columns, name);
  return {
    ...options,
    labelColumn: labelColumn === false || has(labelColumn) ? labelColumn : undefined,
    ignore: ignore?.filter(has),
    channelColumn: channelColumn === false || has(channelColumn) ? channelColumn : undefined,
    channel: has(channelColumn) ? channel : undefined,
  };
}

/** Whether a file has a column; those of an array are only numbered. */
function hasColumn(columns: readonly string[] | undefined, name: string): boolean {
  return columns ? columns.includes(name) : /^feature \d+$/.test(name);
}
