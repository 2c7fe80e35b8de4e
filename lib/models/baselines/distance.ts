/**
 * Distances between windows, in plain loops and double precision. As one matrix product, |a|^2 - 2 a.b + |b|^2 in float32
 * loses the digits by which near windows differ, and its sums change with the number of threads.
 */

/** Values summed between two checks whether a pair can still be the nearest. */
const BLOCK = 32;

/** A row in an array of rows of one width. */
export interface Row {
  readonly values: ArrayLike<number>;
  /** Index of its first value. */
  readonly offset: number;
}

/** Computes the squared distance of `a` to a row, or any number of at least `limit` once the distance reaches it. */
export function squaredDistance(a: ArrayLike<number>, { values, offset }: Row, limit = Infinity): number {
  let sum = 0;
  for (let start = 0; start < a.length && sum < limit; start += BLOCK) {
    const end = Math.min(start + BLOCK, a.length);
    for (let k = start; k < end; k++) {
      const difference = a[k] - values[offset + k];
      sum += difference * difference;
    }
  }
  return sum;
}

export interface Nearest {
  /** Index of the nearest row; -1 if there is none. */
  readonly index: number;
  readonly squaredDistance: number;
}

/** Finds the row nearest to `a`, the first on ties. @param skip  Index of a row to leave out. */
export function nearestRow(
  a: ArrayLike<number>,
  { values, count, skip }: { values: ArrayLike<number>; count: number; skip?: number },
): Nearest {
  let [index, least] = [-1, Infinity];
  for (let j = 0; j < count; j++) {
    if (j === skip) continue;
    const distance = squaredDistance(a, { values, offset: j * a.length }, least);
    if (distance < least) [index, least] = [j, distance];
  }
  return { index, squaredDistance: least };
}
