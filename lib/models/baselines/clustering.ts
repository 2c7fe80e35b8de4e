/**
 * k-means: Lloyd's iterations (Lloyd 1982) from seeds drawn by k-means++ (Arthur & Vassilvitskii 2007).
 *
 * The npm package ml-kmeans is only an ES module, which neither TypeScript's `node16` nor tslab can import here.
 */
import type { Random, Rows } from '../../base/index';
import { nearestRow, squaredDistance } from './distance';

export interface Clusters {
  /** Row-major, [k, width]. */
  readonly centers: Float64Array;
  readonly k: number;
  /** Iterations until no row changed its cluster, or the maximum. */
  readonly iterations: number;
}

const rowOf = ({ values, width }: Rows, i: number) => values.subarray(i * width, (i + 1) * width);

/**
 * Draws the first centers from the rows: the first one uniformly, each next one with a probability proportional to its
 * squared distance from those chosen.
 *
 * @returns  [k, width] row-major; fewer than k rows if fewer rows differ.
 */
export function seedCenters(rows: Rows, k: number, random: Random): Float64Array {
  const { count, width, values } = rows;
  const chosen = [random.integer(count)];
  const weights = new Float64Array(count).fill(Infinity);
  while (chosen.length < k) {
    const offset = chosen[chosen.length - 1] * width;
    weights.forEach(
      (weight, i) => (weights[i] = Math.min(weight, squaredDistance(rowOf(rows, i), { values, offset }))),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (total === 0) break;
    let rest = random.uniform(0, total);
    chosen.push(weights.findIndex((weight) => (rest -= weight) < 0));
  }
  const centers = new Float64Array(chosen.length * width);
  chosen.forEach((row, i) => centers.set(Array.from(rowOf(rows, row)), i * width));
  return centers;
}

/**
 * Moves centers to the means of their rows until no row changes its cluster. A center without rows stays where it is.
 *
 * @param seeds  [k, width] row-major.
 */
export function lloyd(rows: Rows, seeds: Float64Array, maxIterations = 300): Clusters {
  const { count, width } = rows;
  const k = seeds.length / width;
  const centers = seeds.slice();
  const cluster = new Int32Array(count).fill(-1);
  let iterations = 0;
  for (let changed = true; changed && iterations < maxIterations; iterations++) {
    changed = false;
    for (let i = 0; i < count; i++) {
      const { index } = nearestRow(rowOf(rows, i), { values: centers, count: k });
      changed ||= index !== cluster[i];
      cluster[i] = index;
    }
    if (changed) moveToMeans(rows, cluster, centers);
  }
  return { centers, k, iterations };
}

function moveToMeans(rows: Rows, cluster: Int32Array, centers: Float64Array): void {
  const { values, width } = rows;
  const sums = new Float64Array(centers.length);
  const sizes = new Int32Array(centers.length / width);
  cluster.forEach((index, i) => {
    sizes[index]++;
    for (let j = 0; j < width; j++) sums[index * width + j] += values[i * width + j];
  });
  sums.forEach((sum, i) => {
    const size = sizes[Math.floor(i / width)];
    if (size > 0) centers[i] = sum / size;
  });
}
