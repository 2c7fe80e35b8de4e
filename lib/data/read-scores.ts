/** Reads scores that another program wrote: one number a row, in an array of NumPy, CSV, JSON lines or Parquet. */
import { DataError } from '../base/index';
import { loadSeries, readColumnNames } from './load-series';

/** Names that say which of several columns holds the scores. */
const SCORE_NAME = /^(anomaly[ _-]?)?scores?$/i;

/**
 * Reads the scores of a file, in the order of its rows: an array of shape [steps] or [steps, 1]; a table with one column of
 * numbers, beside which a time may stand; or one of several columns that is named `score`, `scores` or `anomaly_score`.
 *
 * @returns  Finite numbers, one a row.
 * @throws {DataError} If the file cannot be read, has several columns of which none is named so, or holds a score that is
 *                    missing or not finite; the message names the file and the row.
 */
export function readScores(file: string): Float64Array {
  const names = readColumnNames(file) ?? [];
  const named = names.length === 1 ? names : names.filter((name) => SCORE_NAME.test(name));
  const series = loadSeries(file, named.length === 1 ? { features: named, timeColumn: false, labelColumn: false } : {});
  if (series.features !== 1) {
    const columns = names.length > 0 ? `the columns ${series.names.join(', ')}` : `${series.features} columns`;
    throw new DataError(`${file}: expected one column of scores, or one named score, found ${columns}`);
  }
  const bad = series.values.findIndex((score) => !Number.isFinite(score));
  if (bad >= 0) {
    const found = Number.isNaN(series.values[bad]) ? 'none (NaN)' : String(series.values[bad]);
    throw new DataError(`${file}: expected a finite score in each row, found ${found} in row ${bad} (counted from 0)`);
  }
  return series.values;
}
