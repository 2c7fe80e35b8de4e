/** Counting tensors: a leak in a training loop is a bug, and these find it. */
import * as tf from '@tensorflow/tfjs';

/**
 * Runs `body` and throws when it leaves another number of tensors behind than it found.
 *
 * @param expected How many tensors `body` may leave, e.g. the ones it returns. Default 0.
 */
export async function assertNoLeak<T>(body: () => T | Promise<T>, expected = 0): Promise<T> {
  const before = tf.memory().numTensors;
  const result = await body();
  const left = tf.memory().numTensors - before;
  if (left !== expected) throw new Error(`Expected ${expected} tensors to be left behind, found ${left}.`);
  return result;
}
