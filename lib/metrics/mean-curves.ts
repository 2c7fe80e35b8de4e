/** Several ROC or precision-recall curves, one a channel, as one mean curve with the band of the curves around it. */
import { mean, quantile, type NumberArray } from '../base/index';
import { MetricError } from './metric-error';
import type { PrecisionRecallCurve } from './precision-recall';
import type { RocCurve } from './roc';

/** Places at which curves are averaged. */
const GRID = Float64Array.from({ length: 201 }, (_, place) => place / 200);

/** Bounds at each `x`. */
export interface Band {
  readonly x: NumberArray;
  readonly lower: NumberArray;
  readonly upper: NumberArray;
}

export interface MeanRoc extends Omit<RocCurve, 'thresholds'> {
  readonly band: Band;
}

export interface MeanPrecisionRecall extends Omit<PrecisionRecallCurve, 'thresholds'> {
  readonly band: Band;
}

export interface MeanCurveOptions {
  /** Share of the curves between the edges of the band. Default 0.5: from the lower to the upper quartile. */
  readonly coverage?: number;
}

/**
 * Averages the true positive rate at each false positive rate. The area under the mean curve is the mean of the areas, but for the
 * grid.
 *
 * @throws {MetricError} If there is no curve.
 * @see Fawcett 2006, "An introduction to ROC analysis", section 8.2: vertical averaging.
 */
export function meanRoc(curves: readonly Omit<RocCurve, 'thresholds'>[], options: MeanCurveOptions = {}): MeanRoc {
  requireSome('meanRoc', curves.length);
  const heights = curves.map(({ falsePositiveRate, truePositiveRate }) =>
    Float64Array.from(GRID, (x) => heightOfLine(falsePositiveRate, truePositiveRate, x)),
  );
  const { average, band } = summarize(heights, options);
  return { falsePositiveRate: GRID, truePositiveRate: average, band };
}

/**
 * Averages the precision at each recall; a curve's precision there is that of the next recall that it reaches, as between two
 * thresholds nothing lies on the line between them.
 *
 * @throws {MetricError} If there is no curve.
 */
export function meanPrecisionRecall(
  curves: readonly Omit<PrecisionRecallCurve, 'thresholds'>[],
  options: MeanCurveOptions = {},
): MeanPrecisionRecall {
  requireSome('meanPrecisionRecall', curves.length);
  const heights = curves.map(({ precision, recall }) => {
    const points = Array.from(recall, (value, i) => ({ recall: value, precision: precision[i] }));
    // Of the points with one recall, the most precise comes first.
    points.sort((a, b) => a.recall - b.recall || b.precision - a.precision);
    return heightsOfSteps(points);
  });
  const { average, band } = summarize(heights, options);
  return { recall: GRID, precision: average, band };
}

function requireSome(measure: string, count: number): void {
  if (count > 0) return;
  throw new MetricError(measure, 'invalid-input', 'expected at least one curve, found none.');
}

/** Finds the height of a line at x: the highest point there, or on the line between the neighbours. */
function heightOfLine(x: NumberArray, y: NumberArray, at: number): number {
  let after = 0;
  while (after < x.length - 1 && x[after] < at) after++;
  while (after < x.length - 1 && x[after + 1] === at) after++;
  if (x[after] <= at || after === 0) return y[after];
  const share = (at - x[after - 1]) / (x[after] - x[after - 1]);
  return y[after - 1] + share * (y[after] - y[after - 1]);
}

/** @param points  By ascending recall. */
function heightsOfSteps(points: readonly { readonly recall: number; readonly precision: number }[]): Float64Array {
  let next = 0;
  return Float64Array.from(GRID, (at) => {
    while (next < points.length - 1 && points[next].recall < at) next++;
    return points[next].precision;
  });
}

function summarize(heights: readonly Float64Array[], { coverage = 0.5 }: MeanCurveOptions) {
  const columns = Array.from(GRID, (_, place) => Float64Array.from(heights, (each) => each[place]).sort());
  const tail = (1 - coverage) / 2;
  return {
    average: Float64Array.from(columns, (column) => mean(column)),
    band: {
      x: GRID,
      lower: Float64Array.from(columns, (column) => quantile(column, tail)),
      upper: Float64Array.from(columns, (column) => quantile(column, 1 - tail)),
    },
  };
}
