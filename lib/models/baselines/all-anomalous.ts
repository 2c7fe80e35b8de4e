/** Calls every window anomalous: its F1 depends on the share of anomalies alone, and is the one to beat. */
import * as tf from '@tensorflow/tfjs';
import type { Windows } from '../../data/index';
import { requireWindows, type DetectorConfig, type FittedDetector } from '../detector';
import { requirePlainConfig } from './plain-config';

/** Every window it is asked about scores 1, and each training window 0, so that any threshold set on those is exceeded. */
export class AllAnomalous implements FittedDetector {
  readonly name = 'all-anomalous';
  readonly config: DetectorConfig;
  /** Nothing is learnt. */
  readonly variables: readonly tf.Variable[] = [];

  /** @throws If a setting is out of range. */
  constructor(config: Partial<DetectorConfig> = {}) {
    this.config = requirePlainConfig(this.name, config);
  }

  fitTo(): void {
    // There is nothing to learn.
  }

  restore(): void {
    // There is nothing to take over.
  }

  trainingScores({ count }: Windows): Float32Array {
    return new Float32Array(count);
  }

  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    requireWindows(this, windows);
    return tf.ones<tf.Rank.R1>([windows.shape[0]]);
  }

  dispose(): void {
    // It holds no tensor.
  }
}
