/** Several series side by side as one, for models that look at all of them at once. */
import { DataError } from '../base/index';
import { makeSeries, type Series } from './series';

/**
 * Puts series side by side, from the first step of each to the end of the shortest: nothing else says which steps belong
 * together. A step is anomalous if it is in any of those that have labels.
 *
 * @returns  Named by all of them; its features are named after their series.
 * @throws {DataError} If there is no series.
 */
export function joinSeries(series: readonly Series[]): Series {
  if (series.length === 0) throw new DataError('joinSeries: expected at least one series, found none.');
  const length = Math.min(...series.map((each) => each.length));
  const features = series.reduce((sum, each) => sum + each.features, 0);
  const values = new Float64Array(length * features);
  for (let time = 0; time < length; time++) {
    let place = time * features;
    for (const each of series) {
      values.set(each.values.subarray(time * each.features, (time + 1) * each.features), place);
      place += each.features;
    }
  }
  const labelled = series.filter(({ labels }) => labels);
  const labels = Uint8Array.from({ length }, (_, time) => Number(labelled.some((each) => each.labels![time] !== 0)));
  return makeSeries({
    name: series.map(({ name }) => name).join(', '),
    values,
    features,
    names: series.flatMap(({ name, names }) => names.map((each) => `${name} ${each}`)),
    ...(labelled.length > 0 && { labels }),
  });
}
