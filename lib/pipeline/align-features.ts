/** Puts the features of a series in the order in which a pipeline was fitted to them. */
import { columnFault, featureColumns } from '../data/column-names';
import { makeSeries, type Series } from '../data/index';
import { PipelineError } from './pipeline-error';

/**
 * Returns the series with exactly the features of a pipeline, in their order. Further features are dropped.
 *
 * @param names  The pipeline's features.
 * @throws {PipelineError} If a feature is missing; the message names the missing ones.
 */
export function alignFeatures(series: Series, names: readonly string[]): Series {
  const places = featureColumns(series.names, names);
  if (!places) {
    throw new PipelineError(`${series.name}: this pipeline was fitted to ${columnFault(series.names, names)}.`);
  }
  if (places.length === series.features && places.every((place, i) => place === i)) return series;
  const { name, length, features, labels, timestamps } = series;
  const values = new Float64Array(length * places.length);
  for (let time = 0; time < length; time++) {
    places.forEach((place, i) => (values[time * places.length + i] = series.values[time * features + place]!));
  }
  return makeSeries({ name, values, features: places.length, names, labels, timestamps });
}
