/** Several series one after the other as one, as data sets of many channels are merged to a single array. */
import { counted, DataError } from '../base/index';
import { makeSeries, type Series } from './series';

/**
 * Puts series one after the other in the order in which they are given. Nothing marks the seams: a window may hold the end
 * of one series and the beginning of the next.
 *
 * @param name  Of the whole.
 * @returns     Its length is the sum of all lengths; it has labels if each of the series has, and no timestamps.
 * @throws {DataError} If there is no series, or two differ in their number of features.
 */
export function appendSeries(name: string, series: readonly Series[]): Series {
  if (series.length === 0) throw new DataError(`${name}: expected at least one series to append, found none.`);
  const [{ features, names, name: first }] = series;
  const length = series.reduce((sum, each) => sum + each.length, 0);
  const values = new Float64Array(length * features);
  const labels = series.every((each) => each.labels) ? new Uint8Array(length) : undefined;
  let start = 0;
  for (const each of series) {
    if (each.features !== features) {
      throw new DataError(
        `${each.name}: expected ${counted(features, 'feature')} as in ${first}, found ${each.features}.`,
      );
    }
    values.set(each.values, start * features);
    labels?.set(each.labels!, start);
    start += each.length;
  }
  return makeSeries({ name, values, features, names, ...(labels && { labels }) });
}
