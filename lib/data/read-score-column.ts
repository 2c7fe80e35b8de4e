/** Reads scores that another program wrote: one number a row, in an array of NumPy, CSV, JSON lines or Parquet. */
import { counted, DataError } from '../base/index';
import { readColumnNames, readSeries } from './load-series';
import type { ReadOptions } from './read-options';
import type { SeriesReading } from './table-series';

/** What a column of scores is called. */
const SCORE_NAME = /^(anomaly[ _-]?)?scores?$/i;

/**
 * Reads one score a row, as a series of one feature, with times where the file has them.
 *
 * @param file             Any that the readers know.
 * @param options          How the column is found.
 * @param options.reading  How to read the file, where that is not recognised.
 * @param options.column   The column of the scores. Default: the only one, or the one that is called score.
 * @param options.fill     Whether a missing score becomes the lowest one of the file, with a note, as of the first steps of a
 *                         rolling window. Default: it is refused.
 * @param options.remedy   Ends the message where several columns may be the scores. Default: that one may be called score.
 * @throws {DataError} If the file is not readable, has several columns that may be the scores, or a score is not finite.
 */
export function readScoreColumn(
  file: string,
  {
    reading = {},
    column,
    fill = false,
    remedy = 'one of several is to be named score',
  }: {
    readonly reading?: ReadOptions;
    readonly column?: string;
    readonly fill?: boolean;
    readonly remedy?: string;
  } = {},
): SeriesReading {
  const all = (own: Partial<ReadOptions>) => readSeries(file, { ...reading, ...own });
  const found = column === undefined ? ofItself(file, all, remedy) : all({ features: [column] });
  const filled = fill ? withLowest(found) : found;
  requireFinite(file, filled.series.values);
  return filled;
}

/** Puts the lowest score where one is missing. */
function withLowest({ series, description, ...rest }: SeriesReading): SeriesReading {
  const missing = series.values.reduce((sum, score) => sum + Number(Number.isNaN(score)), 0);
  const lowest = series.values.reduce((least, score) => (score < least ? score : least), Infinity);
  if (missing === 0 || lowest === Infinity) return { series, description, ...rest };
  const values = series.values.map((score) => (Number.isNaN(score) ? lowest : score));
  const notes = [...description.notes, `${counted(missing, 'missing score')} taken for the lowest, ${lowest}`];
  return { ...rest, series: { ...series, values }, description: { ...description, notes } };
}

/** Takes the only column as scores whatever it looks like: also one that counts up, or that is called label. */
function ofItself(file: string, read: (own: Partial<ReadOptions>) => SeriesReading, remedy: string): SeriesReading {
  const names = readColumnNames(file);
  if (names?.length === 1) return read({ features: names, timeColumn: false, labelColumn: false });
  const all = read({});
  if (all.series.features === 1) return all;
  return read({ features: [scoreColumn(file, all, remedy)] });
}

function scoreColumn(file: string, { series: { names } }: SeriesReading, remedy: string): string {
  const named = names.filter((name) => SCORE_NAME.test(name));
  if (named.length === 1) return named[0];
  const found = names.length > 12 ? `${names.length} columns` : names.join(', ');
  throw new DataError(`${file}: expected one column of scores, found ${found}; ${remedy}`);
}

function requireFinite(file: string, scores: Float64Array): void {
  const first = scores.findIndex((score) => !Number.isFinite(score));
  if (first < 0) return;
  const count = scores.reduce((sum, score) => sum + Number(!Number.isFinite(score)), 0);
  const found = Number.isNaN(scores[first]) ? 'none (NaN)' : String(scores[first]);
  const next = scores.findIndex((score) => Number.isFinite(score));
  const isWarmUp = first === 0 && next === count && Number.isNaN(scores[0]);
  const hint = isWarmUp ? `, the first ${count}: if they are a warm-up, fill them with the lowest score` : '';
  throw new DataError(
    `${file}: expected a finite score for each step, found ${found} at step ${first} (counted from 0); ` +
      `${count} of ${scores.length} are not finite${hint}`,
  );
}
