import type { Series } from '../data/index';
import type { EntryInput } from './entry';

/** The series with its scored features alone. */
export function scoredSeries(series: Series, targets: EntryInput['targets']): Series {
  if (targets === 'all' || series.features === 1) return series;
  const values = Float64Array.from({ length: series.length }, (_, i) => series.values[i * series.features]);
  return { ...series, values, features: 1, names: series.names.slice(0, 1) };
}
