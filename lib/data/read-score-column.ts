/** Reads scores that another program wrote: one number a row, in an array of NumPy, CSV, JSON lines or Parquet. */
import { DataError } from '../base/index';
import { readColumnNames, readSeries } from './load-series';
import type { ReadOptions } from './read-options';
import type { SeriesReading } from './table-series';

/** What a column of scores is called. */
const SCORE_NAME = /^(anomaly[ _-]?)?scores?$/i;

/**
 * Reads one score a row, as a series of one feature, with times where the file has them.
 *
 * @param options.reading  How to read the file, where that is not recognised.
 * @param options.column   The column of the scores. Default: the only one, or the one that is called score.
 * @param options.remedy   Ends the message where several columns may be the scores. Default: that one may be called score.
 * @throws {DataError} If the file is not readable, has several columns that may be the scores, or a score is not finite.
 */
export function readScoreColumn(
  file: string,
  {
    reading = {},
    column,
    remedy = 'one of several is to be named score',
  }: { readonly reading?: ReadOptions; readonly column?: string; readonly remedy?: string } = {},
): SeriesReading {
  const all = (own: Partial<ReadOptions>) => readSeries(file, { ...reading, ...own });
  const found = column === undefined ? ofItself(file, all, remedy) : all({ features: [column] });
  requireFinite(file, found.series.values);
  return found;
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
  const found = Number.isNaN(scores[first]) ? 'none' : String(scores[first]);
  throw new DataError(
    `${file}: expected a finite score for each step, found ${found} at step ${first} (counted from 0); ` +
      `${count} of ${scores.length} are not finite`,
  );
}
