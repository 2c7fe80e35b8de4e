/** Describes stretches of a series as rows of numbers, between which distances are measured. */
import { mean, quantile, standardDeviation, type Rows } from '../base/index';
import type { Series } from '../data/series';
import { requireWholeNumber } from './inputs';
import { ScoringError } from './scoring-error';

/**
 * `statistics`: standard deviation, range, maximum, minimum, mean, mean absolute step, standard deviation of the steps,
 * median. `quantiles`: twenty evenly spaced quantiles, so that the distance of two rows is close to the 2-Wasserstein
 * distance of the two stretches' values.
 */
export type Description = 'statistics' | 'quantiles';

export interface ContextOptions {
  readonly describe: Description;
  /** Steps in a stretch; a shorter series is one stretch. */
  readonly windowSize: number;
  /** Steps from one stretch to the next. */
  readonly stride: number;
  /** Features described, one after the other. Default: all. */
  readonly features?: readonly number[];
  /**
   * `centred` (the default) looks as far ahead as back, for offline use; `causal` looks only back. At the ends of the
   * series the stretch is moved inside.
   */
  readonly alignment?: 'centred' | 'causal';
}

const QUANTILES = 20;

/**
 * Describes the stretch around every `stride`-th step of a series, the first step's included.
 *
 * @returns  One row for step 0, stride, 2 * stride, ..., [ceil(length / stride), width].
 * @throws {ScoringError} If the series is empty, an option is not a positive whole number, or there is no such feature.
 */
export function contextRows(series: Series, options: ContextOptions): Rows {
  const { describe, windowSize, stride, alignment = 'centred' } = options;
  requireWholeNumber('contextRows', ['windowSize', windowSize], 1);
  requireWholeNumber('contextRows', ['stride', stride], 1);
  if (series.length === 0) throw new ScoringError('contextRows', `${series.name} has no time step.`);
  const features = options.features ?? series.names.map((_, feature) => feature);
  const missing = features.find((feature) => !Number.isInteger(feature) || feature < 0 || feature >= series.features);
  if (missing !== undefined) {
    const expected = `expected 0 to ${series.features - 1}`;
    throw new ScoringError('contextRows', `${series.name} has no feature ${missing}, ${expected}.`);
  }
  const size = Math.min(windowSize, series.length);
  const row = describe === 'statistics' ? statistics : quantiles;
  const width = features.length * (describe === 'statistics' ? 8 : QUANTILES);
  const count = Math.ceil(series.length / stride);
  const values = new Float64Array(count * width);
  const stretch = new Float64Array(size);
  for (let i = 0; i < count; i++) {
    const before = alignment === 'centred' ? Math.floor(size / 2) : size - 1;
    const start = Math.min(series.length - size, Math.max(0, i * stride - before));
    features.forEach((feature, f) => {
      for (let t = 0; t < size; t++) stretch[t] = series.values[(start + t) * series.features + feature];
      values.set(row(stretch), i * width + (f * width) / features.length);
    });
  }
  return { values, count, width };
}

/** The farthest that a described value may lie from the reference's mean, in the reference's standard deviations. */
const LIMIT = 10;

/**
 * Scales every column by the reference's mean and standard deviation and limits it to 10 deviations, so that no statistic
 * outweighs the others. A column that is constant in the reference is only centred.
 *
 * @throws {ScoringError} If the widths differ.
 */
export function standardizeRows(reference: Rows, rows: Rows): Rows {
  if (reference.width !== rows.width) {
    throw new ScoringError('standardizeRows', `expected rows of width ${reference.width}, found ${rows.width}.`);
  }
  const { width, count } = reference;
  const values = rows.values.slice();
  for (let column = 0; column < width; column++) {
    const learnt = Float64Array.from({ length: count }, (_, i) => reference.values[i * width + column]);
    const center = mean(learnt);
    const spread = standardDeviation(learnt, center);
    const scale = spread < 1e-9 ? 1 : spread;
    for (let i = column; i < values.length; i += width) {
      values[i] = Math.min(LIMIT, Math.max(-LIMIT, (values[i] - center) / scale));
    }
  }
  return { ...rows, values };
}

function statistics(values: Float64Array): number[] {
  const steps = values.subarray(1).map((value, i) => value - values[i]);
  const sorted = values.slice().sort();
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  const [meanStep, stepDeviation] = steps.length > 0 ? [mean(steps.map(Math.abs)), standardDeviation(steps)] : [0, 0];
  return [
    standardDeviation(values),
    high - low,
    high,
    low,
    mean(values),
    meanStep,
    stepDeviation,
    quantile(sorted, 0.5),
  ];
}

/** Divides the quantiles by the root of their number, so that the distance of two rows is a root mean square. */
function quantiles(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  return Float64Array.from(
    { length: QUANTILES },
    (_, i) => quantile(sorted, i / (QUANTILES - 1)) / Math.sqrt(QUANTILES),
  );
}
