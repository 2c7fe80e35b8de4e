/** Counts tensors, to find what a loop or a small model's training leaves behind. */
import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { capture } from '../../lib/runtime';
import { trainingBatches, trainingStep } from './training-step';

/**
 * Runs `body` and asserts that it leaves as many tensors behind as expected.
 *
 * @param expected  How many tensors `body` may leave, e.g. those it returns. Default 0.
 */
export async function assertNoLeak<T>(body: () => T | Promise<T>, expected = 0): Promise<T> {
  const before = tf.memory().numTensors;
  const result = await body();
  const left = tf.memory().numTensors - before;
  assert.equal(left, expected, `Expected ${expected} tensors to be left behind, found ${left}.`);
  return result;
}

/** Asserts that the number of tensors is the same after each of so many training steps, and in the end what it was before. */
export function assertTensorsStayFlat({ steps, captured }: { steps: number; captured: boolean }): void {
  const before = tf.memory().numTensors;
  const { step, dispose } = trainingStep();
  const run = capture(step, { name: 'test', enabled: captured });
  const batch = tf.tidy(() => trainingBatches(1).reshape<tf.Tensor3D>([4, 6, 3]));
  const counts = Array.from({ length: steps }, () => {
    tf.dispose(run.run(batch));
    return tf.memory().numTensors;
  });
  assert.equal(run.captured, captured);
  assert.deepEqual([...new Set(counts)], [counts[0]]);
  run.dispose();
  dispose();
  batch.dispose();
  assert.equal(tf.memory().numTensors, before);
}
