/**
 * k-means on windows: the score is the distance to the nearest center. KMeansAD of TSB-AD scores so too, but is another
 * detector: it is fitted to the series that it scores, with 10 centers and windows of 40.
 */
import * as tf from '@tensorflow/tfjs';
import { positiveSize, Random } from '../../base/index';
import type { Windows } from '../../data/index';
import { requireConfig, type ConfigChecks } from '../config-checks';
import { requireWindows } from '../detector';
import { lloyd, seedCenters } from './clustering';
import { nearestRow } from './distance';
import { FittedBaseline, readWindows } from './fitted-baseline';

export interface KMeansConfig {
  readonly windowSize: number;
  readonly features: number;
  /** Clusters. Default 20. */
  readonly clusters: number;
  /** Decides the first centers. */
  readonly seed: number;
}

export const defaultKMeansConfig: KMeansConfig = { windowSize: 10, features: 25, clusters: 20, seed: 0 };

const checks: ConfigChecks<KMeansConfig> = { clusters: positiveSize };

export class KMeansDistance extends FittedBaseline {
  readonly name = 'k-means';
  readonly config: KMeansConfig;

  /** @throws If a setting is out of range. */
  constructor(config: Partial<KMeansConfig> = {}) {
    super();
    this.config = requireConfig(this.name, { ...defaultKMeansConfig, ...config }, checks);
  }

  /** Learns one variable: the centers, [clusters, windowSize, features]; fewer if fewer windows differ. */
  override fitTo(windows: Windows): void {
    this.requireTraining(windows);
    const { values, count, windowSize, features } = windows;
    const rows = { values, count, width: windowSize * features };
    const random = new Random(this.config.seed).fork('k-means');
    const { centers, k } = lloyd(rows, seedCenters(rows, Math.min(this.config.clusters, count), random));
    this.learn({ data: Float32Array.from(centers), shape: [k, windowSize, features] });
  }

  /** Computes the scores outside TensorFlow. */
  override anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    this.requireFitted();
    requireWindows(this, windows);
    const { values, count, windowSize, features } = readWindows(windows);
    const [center] = this.variables;
    const centers = { values: center.dataSync<'float32'>(), count: center.shape[0] };
    const width = windowSize * features;
    const scores = Float32Array.from({ length: count }, (_, i) =>
      Math.sqrt(nearestRow(values.subarray(i * width, (i + 1) * width), centers).squaredDistance),
    );
    return tf.tensor1d(scores);
  }

  /** Compares every window with every center at once. */
  graphScore(windows: tf.Tensor3D): tf.Tensor1D {
    this.requireFitted();
    requireWindows(this, windows);
    const [centers] = this.variables;
    return tf.tidy(() => {
      const differences = windows.expandDims(1).sub(centers.expandDims(0)); // [batch, clusters, windowSize, features]
      return differences.square().sum([2, 3]).min<tf.Tensor1D>(1).sqrt();
    });
  }
}
