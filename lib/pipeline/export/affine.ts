/** Numbers that follow the size of the batch: slope * batch + offset. */
export interface Affine {
  readonly slope: number;
  readonly offset: number;
}

/** The line through two values that were seen for two sizes of the batch. */
export function affine([a, b]: readonly [number, number], [first, second]: readonly [number, number]): Affine {
  const slope = (b - a) / (second - first);
  return { slope, offset: a - slope * first };
}

/** A shape, from the shapes seen for two sizes of the batch; both are of one rank. */
export function affineShape(
  one: readonly number[],
  other: readonly number[],
  batches: readonly [number, number],
): Affine[] {
  return one.map((size, axis) => affine([size, other[axis]], batches));
}
