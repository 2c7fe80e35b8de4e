/** Distances of z-normalized windows to their nearest: the matrix profile's joins, in typed arrays. */

/** What a join asks of the windows of a column. */
interface ColumnWindows {
  readonly column: Float64Array;
  readonly count: number;
  readonly mean: Float64Array;
  /** 1 over the root of the sum of squares around the mean; 0 for a constant window. */
  readonly inverse: Float64Array;
}

/** Steps of a diagonal after which the covariance is computed from its window, so that rounding errors do not add up. */
const AFRESH = 512;

/**
 * Computes the distance of each window to the nearest window of the same column that lies more than a quarter of a window, and
 * at most `reach` steps, away. Takes O(length * reach).
 *
 * @param earlier  Whether the nearest is looked for among earlier windows alone: the left profile.
 * @returns        One distance per window, Euclidean; the largest possible where there is no window to compare with.
 * @see Yeh et al. 2016, "Matrix Profile I"; stumpy, whose exclusion zone and constant windows these are.
 */
export function selfJoin(
  column: Float64Array,
  windowSize: number,
  { reach, earlier = false }: { readonly reach: number; readonly earlier?: boolean },
): Float64Array {
  const windows = windowsOf(column, windowSize);
  const best = new Float64Array(windows.count).fill(-1);
  for (let lag = Math.ceil(windowSize / 4) + 1; lag < Math.min(windows.count, reach + 1); lag++) {
    walk({ windows, best: earlier ? undefined : best, start: 0 }, { windows, best, start: lag }, windowSize);
  }
  return distances(best, windowSize);
}

/**
 * Computes the distance of each window of a column to the nearest of another column. Takes O(length * length of the other).
 *
 * @returns One distance per window, Euclidean.
 * @see stumpy's `stump(T_A, m, T_B, ignore_trivial=False)`.
 */
export function join(column: Float64Array, other: Float64Array, windowSize: number): Float64Array {
  const windows = windowsOf(column, windowSize);
  const others = windowsOf(other, windowSize);
  const best = new Float64Array(windows.count).fill(-1);
  for (let lag = 1 - windows.count; lag < others.count; lag++) {
    walk(
      { windows, best, start: Math.max(0, -lag) },
      { windows: others, best: undefined, start: Math.max(0, lag) },
      windowSize,
    );
  }
  return distances(best, windowSize);
}

/** One side of a diagonal. */
interface Side {
  readonly windows: ColumnWindows;
  /** The highest correlation of each window so far, where it is wanted. */
  readonly best: Float64Array | undefined;
  /** The first window of the diagonal. */
  readonly start: number;
}

/**
 * Walks a diagonal: the correlations of windows that lie the same number of steps apart. Two constant windows count as equal; a
 * constant window and another as half correlated, which makes their distance the root of `windowSize`.
 */
function walk(one: Side, two: Side, windowSize: number): void {
  const { column: a, mean: meanA, inverse: inverseA } = one.windows;
  const { column: b, mean: meanB, inverse: inverseB } = two.windows;
  const { best: bestA } = one;
  const { best: bestB } = two;
  const steps = Math.min(one.windows.count - one.start, two.windows.count - two.start);
  const last = windowSize - 1;
  let covariance = 0;
  for (let step = 0; step < steps; step++) {
    const i = one.start + step;
    const j = two.start + step;
    if (step % AFRESH === 0) {
      covariance = 0;
      for (let k = 0; k < windowSize; k++) covariance += (a[i + k] - meanA[i]) * (b[j + k] - meanB[j]);
    } else {
      const changeA = a[i + last] - a[i - 1];
      const changeB = b[j + last] - b[j - 1];
      const aroundA = a[i + last] - meanA[i] + a[i - 1] - meanA[i - 1];
      const aroundB = b[j + last] - meanB[j] + b[j - 1] - meanB[j - 1];
      covariance += 0.5 * (changeA * aroundB + changeB * aroundA);
    }
    const constants = (inverseA[i] === 0 ? 1 : 0) + (inverseB[j] === 0 ? 1 : 0);
    const correlation = constants === 0 ? covariance * inverseA[i] * inverseB[j] : constants === 2 ? 1 : 0.5;
    if (bestA !== undefined && correlation > bestA[i]) bestA[i] = correlation;
    if (bestB !== undefined && correlation > bestB[j]) bestB[j] = correlation;
  }
}

function windowsOf(column: Float64Array, windowSize: number): ColumnWindows {
  const count = column.length - windowSize + 1;
  const mean = new Float64Array(count);
  const inverse = new Float64Array(count);
  let alike = 0; // values in a row that equal the last one
  for (let step = 0; step < column.length; step++) {
    alike = step > 0 && column[step] === column[step - 1] ? alike + 1 : 1;
    const start = step - windowSize + 1;
    if (start < 0) continue;
    let sum = 0;
    for (let k = start; k <= step; k++) sum += column[k];
    mean[start] = sum / windowSize;
    let squares = 0;
    for (let k = start; k <= step; k++) squares += (column[k] - mean[start]) ** 2;
    inverse[start] = alike >= windowSize || squares === 0 ? 0 : 1 / Math.sqrt(squares);
  }
  return { column, count, mean, inverse };
}

/** Turns correlations into distances of windows of mean 0 and deviation 1. */
function distances(correlations: Float64Array, windowSize: number): Float64Array {
  return correlations.map((correlation) => Math.sqrt(2 * windowSize * Math.max(0, 1 - correlation)));
}
