/** Several ROC or precision-recall curves, one a seed or channel, as one mean curve with its interval. */
import { type NumberArray, quantile } from '../base/index';
import { PlotError } from './plot-error';
import type { PrecisionRecallLine, RocLine } from './ranking';

type RocPoints = Pick<RocLine, 'falsePositiveRate' | 'truePositiveRate'>;
type PrecisionRecallPoints = Pick<PrecisionRecallLine, 'precision' | 'recall'>;

/** Places at which curves are averaged. */
const GRID = Float64Array.from({ length: 101 }, (_, place) => place / 100);

/** Share of the curves between the edges of the band. */
const COVERAGE = 0.95;

/**
 * The mean true positive rate at each false positive rate, and the band that holds 95 % of the curves.
 *
 * @param curves  Two or more.
 * @see Fawcett 2006, "An introduction to ROC analysis", section 8.2: vertical averaging.
 */
export function meanRoc(curves: readonly RocPoints[]): RocPoints & Pick<RocLine, 'band'> {
  requireSeveral(curves.length);
  const heights = curves.map(({ falsePositiveRate, truePositiveRate }) => {
    return Array.from(GRID, (x) => interpolated(falsePositiveRate, truePositiveRate, x));
  });
  const { mean, ...band } = summarize(heights);
  return { falsePositiveRate: GRID, truePositiveRate: mean, band };
}

/** The mean precision at each recall, and the band that holds 95 % of the curves; precision is that of the next recall reached. */
export function meanPrecisionRecall(
  curves: readonly PrecisionRecallPoints[],
): PrecisionRecallPoints & Pick<PrecisionRecallLine, 'band'> {
  requireSeveral(curves.length);
  const heights = curves.map((curve) => {
    const points = Array.from(curve.recall, (recall, i) => ({ recall, precision: curve.precision[i] }));
    // Of the points with one recall, the most precise comes first.
    points.sort((a, b) => a.recall - b.recall || b.precision - a.precision);
    return Array.from(GRID, (x) => (points.find(({ recall }) => recall >= x) ?? points[points.length - 1]).precision);
  });
  const { mean, ...band } = summarize(heights);
  return { recall: GRID, precision: mean, band };
}

function requireSeveral(count: number): void {
  if (count < 2) throw new PlotError(`A mean curve needs two or more curves; found ${count}.`);
}

/** Height of the curve at x: the highest point there, or on the line between the neighbours. */
function interpolated(x: NumberArray, y: NumberArray, at: number): number {
  let after = 0;
  while (after < x.length - 1 && x[after] < at) after++;
  while (after < x.length - 1 && x[after + 1] === at) after++;
  if (x[after] <= at || after === 0) return y[after];
  const share = (at - x[after - 1]) / (x[after] - x[after - 1]);
  return y[after - 1] + share * (y[after] - y[after - 1]);
}

function summarize(heights: readonly (readonly number[])[]) {
  const columns = Array.from(GRID, (_, place) => Float64Array.from(heights, (each) => each[place]).sort());
  const tail = (1 - COVERAGE) / 2;
  return {
    mean: columns.map((column) => column.reduce((sum, value) => sum + value, 0) / column.length),
    x: GRID,
    lower: columns.map((column) => quantile(column, tail)),
    upper: columns.map((column) => quantile(column, 1 - tail)),
  };
}
