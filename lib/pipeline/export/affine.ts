/** Numbers that depend on the batch size: slope * batch + offset. */
export interface Affine {
  readonly slope: number;
  readonly offset: number;
}

/** Returns the line through the values for two batch sizes. */
export function affine([a, b]: readonly [number, number], [first, second]: readonly [number, number]): Affine {
  const slope = (b - a) / (second - first);
  return { slope, offset: a - slope * first };
}

/** Returns the shape as a function of the batch size, from its values for two batch sizes; both have the same rank. */
export function affineShape(
  one: readonly number[],
  other: readonly number[],
  batches: readonly [number, number],
): Affine[] {
  return one.map((size, axis) => affine([size, other[axis]], batches));
}
