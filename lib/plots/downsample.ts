/**
 * Thins series for drawing: a figure has about 800 columns of pixels, a telemetry channel ten thousand steps. The extremes are
 * kept, because an anomaly is often one step wide.
 */
import type { NumberArray } from '../base/index';
import { PlotError } from './plot-error';

/** Largest number of points of a line in a figure: two for each column of pixels at 900 pixels' width. */
const maxLinePoints = 1600;

/**
 * Selects the indices of at most `maxPoints` values: the first, the last, and the smallest and largest of equally long buckets
 * between them. The smallest and the largest value of the whole series are always included.
 *
 * @param values     A series of any length.
 * @param maxPoints  At least 4.
 * @returns Ascending indices into `values`; all of them if the series is short enough.
 * @throws If `maxPoints` is below 4.
 */
export function downsampleIndices(values: NumberArray, maxPoints: number = maxLinePoints): number[] {
  if (!(maxPoints >= 4)) throw new PlotError(`maxPoints is ${maxPoints}; expected at least 4.`);
  const length = values.length;
  if (length <= maxPoints) return Array.from({ length }, (_, index) => index);
  const buckets = Math.floor((maxPoints - 2) / 2);
  const kept = [0];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const start = 1 + Math.floor((bucket * (length - 2)) / buckets);
    const end = 1 + Math.floor(((bucket + 1) * (length - 2)) / buckets);
    let lowest = start;
    let highest = start;
    for (let i = start + 1; i < end; i++) {
      if (values[i] < values[lowest]) lowest = i;
      if (values[i] > values[highest]) highest = i;
    }
    kept.push(Math.min(lowest, highest));
    if (lowest !== highest) kept.push(Math.max(lowest, highest));
  }
  kept.push(length - 1);
  return kept;
}

/**
 * Selects the points of a curve in the unit square (ROC, precision and recall) that differ visibly from the point kept before:
 * by at least `1 / resolution` in x or in y. The first and the last point are always kept.
 *
 * @returns Ascending indices into `x` and `y`.
 */
export function thinCurveIndices(x: NumberArray, y: NumberArray, resolution = 400): number[] {
  const kept: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const last = kept[kept.length - 1];
    const visible =
      kept.length === 0 || Math.abs(x[i] - x[last]) >= 1 / resolution || Math.abs(y[i] - y[last]) >= 1 / resolution;
    if (visible || i === x.length - 1) kept.push(i);
  }
  return kept;
}

export interface Grid {
  /** Row-major cells, shape [rows, columns]. */
  readonly values: NumberArray;
  readonly rows: number;
  readonly columns: number;
}

export interface PooledGrid {
  /** Shape [ceil(rows / rowStep), ceil(columns / columnStep)]. */
  readonly cells: number[][];
  readonly rowStep: number;
  readonly columnStep: number;
}

/**
 * Shrinks a grid for a heat map: each block becomes its cell that lies farthest from the mean of its band of rows, so that a
 * spike one step wide remains visible.
 *
 * @param grid   Cells, row-major.
 * @param limit  Largest number of rows and of columns of the result.
 */
export function downsampleGrid(grid: Grid, limit: { maxRows: number; maxColumns: number }): PooledGrid {
  const { values, rows, columns } = grid;
  const rowStep = Math.ceil(rows / limit.maxRows);
  const columnStep = Math.ceil(columns / limit.maxColumns);
  const cells: number[][] = [];
  for (let top = 0; top < rows; top += rowStep) {
    const bottom = Math.min(rows, top + rowStep);
    const mean = bandMean(grid, top, bottom);
    const band: number[] = [];
    for (let left = 0; left < columns; left += columnStep) {
      let farthest = values[top * columns + left];
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < Math.min(columns, left + columnStep); column++) {
          const value = values[row * columns + column];
          if (Math.abs(value - mean) > Math.abs(farthest - mean)) farthest = value;
        }
      }
      band.push(farthest);
    }
    cells.push(band);
  }
  return { cells, rowStep, columnStep };
}

function bandMean({ values, columns }: Grid, top: number, bottom: number): number {
  let sum = 0;
  for (let i = top * columns; i < bottom * columns; i++) sum += values[i];
  return sum / ((bottom - top) * columns);
}
