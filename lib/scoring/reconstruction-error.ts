/** Scores and reconstructions of a trained model as arrays, computed in batches that bound the memory. */
import * as tf from '@tensorflow/tfjs';
import { windowBatches, type Series, type Windows } from '../data/index';
import { requireBackend } from '../runtime/index';
import { requireFiniteWindows, type Detector, type TrainedDetector } from '../models/index';

/** Windows in one call; the last call may have fewer. */
const BATCH_SIZE = 1024;

/** A model that reconstructs. */
export type Reconstructing = Pick<TrainedDetector, 'name' | 'reconstruct'>;

/**
 * Scores every window, [count]; higher = more anomalous.
 *
 * @throws If a window holds a value that is not finite; the message says where.
 */
export function scoreWindows(model: Detector, windows: Windows): Float32Array {
  const output = { name: model.name, size: 1 };
  return mapWindows(windows, output, (batch) => model.anomalyScore(batch));
}

/**
 * Scores the window that begins at each step, [length - windowSize + 1], as {@link scoreWindows} does, without holding all
 * windows in memory.
 *
 * @throws {DataError} If the series is shorter than a window or holds a value that is not finite in float32.
 */
export function scoreEachStep(model: Detector, series: Series): Float32Array {
  requireBackend();
  const { windowSize, features } = model.config;
  const scores = new Float32Array(Math.max(0, series.length - windowSize + 1));
  let start = 0;
  for (const { values, count } of windowBatches(series, { windowSize, batch: BATCH_SIZE })) {
    const shape: [number, number, number] = [count, windowSize, features];
    scores.set(
      readOut(() => model.anomalyScore(tf.tensor3d(values, shape))),
      start,
    );
    start += count;
  }
  return scores;
}

/** Computes the mean squared reconstruction error of every time step in every window, [count * windowSize] row-major. */
export function stepErrors(model: Reconstructing, windows: Windows): Float32Array {
  const output = { name: model.name, size: windows.windowSize };
  return mapWindows(windows, output, (batch) => model.reconstruct(batch).sub(batch).square().mean(2));
}

/** Computes the mean squared reconstruction error of every feature in every window, [count * features] row-major. */
export function featureErrors(model: Reconstructing, windows: Windows): Float32Array {
  const output = { name: model.name, size: windows.features };
  return mapWindows(windows, output, (batch) => model.reconstruct(batch).sub(batch).square().mean(1));
}

/** Reconstructs every window, [count * windowSize * features] row-major. */
export function reconstructWindows(model: Reconstructing, windows: Windows): Float32Array {
  const output = { name: model.name, size: windows.windowSize * windows.features };
  return mapWindows(windows, output, (batch) => model.reconstruct(batch));
}

interface Output {
  /** The model's name. */
  readonly name: string;
  /** Numbers per window. */
  readonly size: number;
}

/** Applies `map` to batches of windows and lays its outputs, `size` numbers per window, end to end. */
export function mapWindows(
  windows: Windows,
  { name, size }: Output,
  map: (batch: tf.Tensor3D) => tf.Tensor,
): Float32Array {
  requireBackend();
  requireFiniteWindows(name, windows);
  const { values, count, windowSize, features } = windows;
  const width = windowSize * features;
  const result = new Float32Array(count * size);
  for (let start = 0; start < count; start += BATCH_SIZE) {
    const end = Math.min(start + BATCH_SIZE, count);
    const batch = values.subarray(start * width, end * width);
    const shape: [number, number, number] = [end - start, windowSize, features];
    result.set(
      readOut(() => map(tf.tensor3d(batch, shape))),
      start * size,
    );
  }
  return result;
}

/** Reads the values of a tensor outside `tidy`, which would look for tensors among them. */
function readOut(make: () => tf.Tensor): Float32Array {
  const tensor = tf.tidy(make);
  const values = tensor.dataSync<'float32'>();
  tensor.dispose();
  return values;
}
