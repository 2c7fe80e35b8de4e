/** Scores how far each step lies from the mean of the steps before it: the simplest forecast. */
import * as tf from '@tensorflow/tfjs';
import { positiveSize, wholeNumber } from '../../base/index';
import { requireSize } from '../../layers/index';
import { requireConfig, type ConfigChecks } from '../config-checks';
import { requireWindows, type FittedDetector } from '../detector';

export interface MovingAverageConfig {
  /** Steps in a window; at least 2, because the first step has none before it. */
  readonly windowSize: number;
  readonly features: number;
  /**
   * Steps averaged, or fewer at the start of the window. Default 5: half of report 3's window, so that half of
   * its steps are compared with a full average.
   */
  readonly span: number;
}

export const defaultMovingAverageConfig: MovingAverageConfig = { windowSize: 10, features: 25, span: 5 };

const checks: ConfigChecks<MovingAverageConfig> = { windowSize: wholeNumber(2), span: positiveSize };

/** The mean squared residual over a window's features and its steps from the second on. Nothing is learnt. */
export class MovingAverageResidual implements FittedDetector {
  readonly name = 'moving-average';
  readonly config: MovingAverageConfig;
  readonly variables: readonly tf.Variable[] = [];

  /** @throws If a setting is out of range. */
  constructor(config: Partial<MovingAverageConfig> = {}) {
    this.config = requireConfig(this.name, { ...defaultMovingAverageConfig, ...config }, checks);
  }

  fitTo(): void {
    // There is nothing to learn.
  }

  restore(): void {
    // There is nothing to take over.
  }

  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    requireWindows(this, windows);
    return tf.tidy(() => {
      const residuals = windows.sub(tf.matMul(this.weights(windows.shape[0]), windows));
      return residuals.slice([0, 1, 0], [-1, -1, -1]).square().mean<tf.Tensor1D>([1, 2]);
    });
  }

  dispose(): void {
    // It holds no tensor.
  }

  /** Makes a matrix whose row t averages the steps before t, [batch, windowSize, windowSize]. */
  private weights(batch: number): tf.Tensor3D {
    const { windowSize, span } = this.config;
    requireSize('moving average', [windowSize, windowSize]);
    const values = new Float32Array(windowSize ** 2);
    for (let step = 1; step < windowSize; step++) {
      const first = Math.max(0, step - span);
      values.fill(1 / (step - first), step * windowSize + first, step * windowSize + step);
    }
    return tf.tensor3d(values, [1, windowSize, windowSize]).tile([batch, 1, 1]);
  }
}
