/** Scores from a trained model, in batches that bound the memory: tensors in here, arrays out of here. */
import * as tf from '@tensorflow/tfjs';
import type { Windows } from '../data/index';
import type { Detector } from '../models/index';

const BATCH_SIZE = 1024;

/** One anomaly score per window, [count]; higher = more anomalous. */
export function scoreWindows(model: Detector, windows: Windows): Float32Array {
  return mapWindows(windows, 1, (batch) => model.anomalyScore(batch));
}

/** Mean squared reconstruction error of every time step in every window, [count * windowSize] row-major. */
export function stepErrors(model: Detector, windows: Windows): Float32Array {
  return mapWindows(windows, windows.windowSize, (batch) => model.reconstruct(batch).sub(batch).square().mean(2));
}

/** Mean squared reconstruction error of every feature in every window, [count * features] row-major. */
export function featureErrors(model: Detector, windows: Windows): Float32Array {
  return mapWindows(windows, windows.features, (batch) => model.reconstruct(batch).sub(batch).square().mean(1));
}

/** The reconstruction of every window, [count * windowSize * features] row-major. */
export function reconstructWindows(model: Detector, windows: Windows): Float32Array {
  return mapWindows(windows, windows.windowSize * windows.features, (batch) => model.reconstruct(batch));
}

/** Applies `map` to batches of windows and lays its outputs, `size` numbers per window, end to end. */
function mapWindows(windows: Windows, size: number, map: (batch: tf.Tensor3D) => tf.Tensor): Float32Array {
  const { values, count, windowSize, features } = windows;
  const width = windowSize * features;
  const result = new Float32Array(count * size);
  for (let start = 0; start < count; start += BATCH_SIZE) {
    const end = Math.min(start + BATCH_SIZE, count);
    const part = values.subarray(start * width, end * width);
    const output = tf.tidy(() => map(tf.tensor3d(part, [end - start, windowSize, features])).dataSync());
    result.set(output as Float32Array, start * size);
  }
  return result;
}
