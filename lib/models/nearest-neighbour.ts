/**
 * Nearest neighbour on windows: the distance to the most similar normal window. No training, no parameters; what every
 * deep detector should beat (Ramaswamy, Rastogi & Shim 2000 rank outliers by it).
 */
import * as tf from '@tensorflow/tfjs';
import type { Windows } from '../data/index';

const BATCH_SIZE = 512;

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
  if (reference.count < (options.exclude ? 2 : 1))
    throw new Error('nearest-neighbour: no normal window to compare with.');
  const scores = new Float32Array(windows.count);
  tf.tidy(() => {
    const normal = tf.tensor2d(reference.values, [reference.count, width]);
    const squares = normal.square().sum(1); // [reference]
    for (let start = 0; start < windows.count; start += BATCH_SIZE) {
      const count = Math.min(BATCH_SIZE, windows.count - start);
      scores.set(
        tf.tidy(() => {
          const batch = tf.tensor2d(windows.values.subarray(start * width, (start + count) * width), [count, width]);
          // |a - b|^2 = |a|^2 - 2 a.b + |b|^2, so that all pairs are one product: [count, reference]
          const products = tf.matMul(batch, normal, false, true).mul(-2).add(squares);
          const own = options.exclude
            ? tf.oneHot(tf.range(start, start + count, 1, 'int32'), reference.count).mul(1e30)
            : 0;
          const nearest = products.add(own).min(1).add(batch.square().sum(1)); // [count]
          return nearest.relu().sqrt().dataSync<'float32'>();
        }),
        start,
      );
    }
  });
  return scores;
}
