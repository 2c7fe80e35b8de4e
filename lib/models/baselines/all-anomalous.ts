/** Calls every window anomalous. Its F1 depends only on the share of anomalies, and every detector should beat it. */
import * as tf from '@tensorflow/tfjs';
import type { Windows } from '../../data/index';
import { requireWindows, type DetectorConfig, type FittedDetector } from '../detector';
import { requirePlainConfig } from './plain-config';

/** Scores every window 1 and every training window 0, so that any threshold from training is exceeded. */
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
