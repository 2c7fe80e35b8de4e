/** Comparing numbers in tests. */
import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';

/** Asserts that two tensors agree to `relative` of the largest expected magnitude, element by element. */
export function assertClose(actual: tf.Tensor, expected: tf.Tensor, relative: number): void {
  assert.deepEqual(actual.shape, expected.shape);
  const [a, e] = [actual.dataSync<'float32'>(), expected.dataSync<'float32'>()];
  const scale = e.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  e.forEach((value, i) => {
    const difference = Math.abs(a[i] - value);
    assert.ok(difference <= relative * scale, `element ${i}: expected ${value}, found ${a[i]} (scale ${scale})`);
  });
}

/** Computes the gradient of a scalar function with respect to one of its inputs, by central differences in float32. */
export function finiteDifference(
  loss: (...inputs: tf.Tensor[]) => tf.Scalar,
  inputs: tf.Tensor[],
  index: number,
  step = 1e-2,
): tf.Tensor {
  const values = inputs[index].dataSync();
  const at = (element: number, offset: number) => {
    const moved = values.slice();
    moved[element] += offset;
    return tf.tidy(() => {
      const changed = tf.tensor(moved, inputs[index].shape);
      return loss(...inputs.map((input, i) => (i === index ? changed : input))).dataSync()[0];
    });
  };
  const slopes = Array.from(values, (_, element) => (at(element, step) - at(element, -step)) / (2 * step));
  return tf.tensor(slopes, inputs[index].shape);
}
