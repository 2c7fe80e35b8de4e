/** The validation loss: the mean over all windows, in a few large batches. */
import * as tf from '@tensorflow/tfjs';

/** Windows in one evaluation; it bounds the memory. */
const BATCH_SIZE = 1024;

/**
 * Computes the mean loss.
 *
 * @param loss     The mean loss of a batch.
 * @param windows  [count, windowSize, features]
 */
export function meanLoss(loss: (batch: tf.Tensor3D) => tf.Scalar, windows: tf.Tensor3D): number {
  const count = windows.shape[0];
  let sum = 0;
  for (let start = 0; start < count; start += BATCH_SIZE) {
    const size = Math.min(BATCH_SIZE, count - start);
    sum += size * tf.tidy(() => loss(windows.slice(start, size)).dataSync()[0]);
  }
  return sum / count;
}
