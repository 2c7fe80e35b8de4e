/**
 * Nearest neighbour on windows: the distance to the most similar normal window. No training, no parameters; what every
 * deep detector should beat (Ramaswamy, Rastogi & Shim 2000 rank outliers by it).
 *
 * Plain loops in double precision, not one matrix product: |a|^2 - 2 a.b + |b|^2 in float32 loses the digits that tell near
 * windows apart, and its sums change with the number of threads.
 */
import type { Windows } from '../data/index';

/** Values summed between two looks at whether a pair can still be the nearest. */
const BLOCK = 32;

/**
 * Euclidean distance from each window to the nearest reference window.
 *
 * @param reference        Normal windows.
 * @param windows          Windows to score, of the same size.
 * @param options.exclude  Leave out the reference window of the same index: the scores of the reference set itself.
 * @returns                One distance per window, [count].
 * @throws                 If the sizes differ, or no reference window is left.
 */
export function nearestNeighbourScores(
  reference: Windows,
  windows: Windows,
  options: { exclude?: boolean } = {},
): Float32Array {
  const width = reference.windowSize * reference.features;
  if (width !== windows.windowSize * windows.features) {
    const size = ({ windowSize, features }: Windows) => `[${windowSize}, ${features}]`;
    throw new Error(`nearest-neighbour: expected windows of ${size(reference)}; found ${size(windows)}.`);
  }
  if (reference.count < (options.exclude ? 2 : 1)) {
    throw new Error('nearest-neighbour: no normal window to compare with.');
  }
  return Float32Array.from({ length: windows.count }, (_, i) => {
    const window = windows.values.subarray(i * width, (i + 1) * width);
    let nearest = Infinity;
    for (let j = 0; j < reference.count; j++) {
      if (options.exclude && j === i) continue;
      nearest = Math.min(nearest, squaredDistance(window, reference.values, { offset: j * width, limit: nearest }));
    }
    return Math.sqrt(nearest);
  });
}

/** The squared distance of `a` to the part of `b` from `offset` on, or, once that is clear, any number of at least `limit`. */
function squaredDistance(
  a: Float32Array,
  b: Float32Array,
  { offset, limit }: { offset: number; limit: number },
): number {
  let sum = 0;
  for (let start = 0; start < a.length && sum < limit; start += BLOCK) {
    const end = Math.min(start + BLOCK, a.length);
    for (let k = start; k < end; k++) {
      const difference = a[k]! - b[offset + k]!;
      sum += difference * difference;
    }
  }
  return sum;
}
