/** Which columns hold the features that a pipeline was fitted to: by name where both sides have names, else by place. */
import { makeSeries, type Series } from '../data/index';
import { PipelineError } from './pipeline-error';

/** The names of features that have none, as `makeSeries` gives them. */
export function numberedNames(features: number): string[] {
  return Array.from({ length: features }, (_, i) => `feature ${i}`);
}

/**
 * Finds the wanted features among columns.
 *
 * @returns  The place of each, in the wanted order; undefined if one is not there. Where either side has numbers for names
 *           the columns are taken in their order, and there must be as many.
 */
export function featureColumns(found: readonly string[], wanted: readonly string[]): number[] | undefined {
  if (isNumbered(found) || isNumbered(wanted)) {
    return found.length === wanted.length ? wanted.map((_, i) => i) : undefined;
  }
  const places = wanted.map((name) => found.indexOf(name));
  return places.includes(-1) ? undefined : places;
}

/**
 * A series with the features of a pipeline in their order. Features that it has besides are left out.
 *
 * @param names  Those of the pipeline.
 * @throws PipelineError  If one is not there; the message lists both.
 */
export function alignFeatures(series: Series, names: readonly string[]): Series {
  const places = featureColumns(series.names, names);
  if (!places) {
    const expected = `this pipeline was fitted to ${listed(names)}`;
    throw new PipelineError(`${series.name}: ${expected}; found ${listed(series.names)}.`);
  }
  if (places.length === series.features && places.every((place, i) => place === i)) return series;
  const { name, length, features, labels, timestamps } = series;
  const values = new Float64Array(length * places.length);
  for (let time = 0; time < length; time++) {
    places.forEach((place, i) => (values[time * places.length + i] = series.values[time * features + place]!));
  }
  return makeSeries({ name, values, features: places.length, names, labels, timestamps });
}

/** How many there are and what they are called; of many, the first eight. */
export function listed(names: readonly string[]): string {
  const more = names.length > 8 ? ', ...' : '';
  return `${names.length} features (${names.slice(0, 8).join(', ')}${more})`;
}

function isNumbered(names: readonly string[]): boolean {
  return numberedNames(names.length).every((name, i) => name === names[i]);
}
