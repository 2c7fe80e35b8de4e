/** Reconstructs every window as the mean training window: what a model is worth that has learnt nothing of its input. */
import * as tf from '@tensorflow/tfjs';
import type { Windows } from '../../data/index';
import { requireWindows, type DetectorConfig } from '../detector';
import { FittedBaseline } from './fitted-baseline';
import { requirePlainConfig } from './plain-config';

/**
 * Learns the mean training window and scores a window's mean squared distance to it. Of all reconstructions that are the same
 * for every window, the mean has the least squared error: an autoencoder whose code carries nothing comes down to this row,
 * as a VAE does whose KL term outweighs its reconstruction. On windows of one image it is the distance to the mean image.
 */
export class ConstantReconstruction extends FittedBaseline {
  readonly name = 'constant';
  readonly config: DetectorConfig;

  /** @throws If a setting is out of range. */
  constructor(config: Partial<DetectorConfig> = {}) {
    super();
    this.config = requirePlainConfig(this.name, config);
  }

  /** Learns one variable: the mean window, [windowSize, features]. */
  override fitTo(windows: Windows): void {
    this.requireTraining(windows);
    const { values, count, windowSize, features } = windows;
    const width = windowSize * features;
    const sums = new Float64Array(width);
    values.forEach((value, i) => (sums[i % width] += value));
    this.learn({ data: Float32Array.from(sums, (sum) => sum / count), shape: [windowSize, features] });
  }

  /** Computes the mean squared error of the reconstruction. */
  override anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    this.requireFitted();
    requireWindows(this, windows);
    const [mean] = this.variables;
    return tf.tidy(() => windows.sub(mean).square().mean<tf.Tensor1D>([1, 2]));
  }
}
