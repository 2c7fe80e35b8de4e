/** Scores how far a window leaves the range of the training values: a limit check on every feature. */
import * as tf from '@tensorflow/tfjs';
import type { Windows } from '../../data/index';
import { requireWindows, type DetectorConfig } from '../detector';
import { FittedBaseline } from './fitted-baseline';
import { requirePlainConfig } from './plain-config';

/**
 * Learns each feature's least and greatest value over all steps of the training windows. The score is the distance of the
 * values from that interval, zero inside it, averaged over the window's steps and features.
 */
export class RangeDistance extends FittedBaseline {
  readonly name = 'range';
  readonly config: DetectorConfig;

  /** @throws If a setting is out of range. */
  constructor(config: Partial<DetectorConfig> = {}) {
    super();
    this.config = requirePlainConfig(this.name, config);
  }

  /** Learns two variables: the least values and the greatest, [features] each. */
  override fitTo(windows: Windows): void {
    this.requireTraining(windows);
    const { values, features } = windows;
    const low = new Float32Array(features).fill(Infinity);
    const high = new Float32Array(features).fill(-Infinity);
    values.forEach((value, i) => {
      const feature = i % features;
      low[feature] = Math.min(low[feature], value);
      high[feature] = Math.max(high[feature], value);
    });
    this.learn({ data: low, shape: [features] }, { data: high, shape: [features] });
  }

  override anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    this.requireFitted();
    requireWindows(this, windows);
    const [low, high] = this.variables as unknown as [tf.Tensor1D, tf.Tensor1D];
    return tf.tidy(() => {
      const outside = tf.relu(low.sub(windows)).add(tf.relu(windows.sub(high))); // [batch, windowSize, features]
      return outside.mean<tf.Tensor1D>([1, 2]);
    });
  }
}
