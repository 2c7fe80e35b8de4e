/**
 * Nearest neighbour on windows: the distance to the most similar normal window (Ramaswamy, Rastogi & Shim 2000 rank outliers
 * by it). It has no training and no parameters; every deep detector should beat it.
 */
import * as tf from '@tensorflow/tfjs';
import type { Windows } from '../../data/index';
import { requireWindows, type DetectorConfig } from '../detector';
import { nearestRow } from './distance';
import { FittedBaseline, readWindows, type WindowValues } from './fitted-baseline';
import { requirePlainConfig } from './plain-config';

export class NearestNeighbour extends FittedBaseline {
  readonly name = 'nearest-neighbour';
  readonly config: DetectorConfig;

  /** @throws If a setting is out of range. */
  constructor(config: Partial<DetectorConfig> = {}) {
    super();
    this.config = requirePlainConfig(this.name, config);
  }

  /** Learns one variable: the windows themselves, [count, windowSize, features]. */
  override fitTo(windows: Windows): void {
    this.requireTraining(windows);
    const { values, count, windowSize, features } = windows;
    this.learn({ data: values, shape: [count, windowSize, features] });
  }

  /** Distances to the nearest other training window. */
  trainingScores(windows: Windows): Float32Array {
    return nearestNeighbourScores(this.reference(), windows, { exclude: true });
  }

  /** Computes the scores outside TensorFlow. */
  override anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    requireWindows(this, windows);
    return tf.tensor1d(nearestNeighbourScores(this.reference(), readWindows(windows)));
  }

  private reference(): WindowValues {
    this.requireFitted();
    return readWindows(this.variables[0] as unknown as tf.Tensor3D);
  }
}

/**
 * Computes the Euclidean distance from each window to the nearest reference window.
 *
 * @param reference  Normal windows.
 * @param windows    Windows to score, of the same size.
 * @param options    `exclude` leaves out the reference window of the same index, to score the reference set itself.
 * @returns          One distance per window, [count].
 * @throws If the sizes differ, or no reference window is left.
 */
export function nearestNeighbourScores(
  reference: WindowValues,
  windows: WindowValues,
  { exclude = false }: { exclude?: boolean } = {},
): Float32Array {
  const width = reference.windowSize * reference.features;
  if (width !== windows.windowSize * windows.features) {
    const size = ({ windowSize, features }: WindowValues) => `[${windowSize}, ${features}]`;
    throw new Error(`nearest-neighbour: expected windows of ${size(reference)}; found ${size(windows)}.`);
  }
  if (reference.count < (exclude ? 2 : 1))
    throw new Error(
      exclude
        ? `nearest-neighbour: expected at least 2 training windows, as each is compared with the others; found ${reference.count}.`
        : 'nearest-neighbour: expected a training window to compare with; found none.',
    );
  const { values, count } = reference;
  return Float32Array.from({ length: windows.count }, (_, i) => {
    const window = windows.values.subarray(i * width, (i + 1) * width);
    return Math.sqrt(nearestRow(window, { values, count, ...(exclude && { skip: i }) }).squaredDistance);
  });
}
