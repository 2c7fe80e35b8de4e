/**
 * What forecasting detectors share: a window is a history and the steps after it; the score is the squared error with which
 * these are predicted from the history.
 */
import * as tf from '@tensorflow/tfjs';
import { optional, positiveSize } from '../base/index';
import { meanSquaredError } from '../layers/index';
import type { ConfigChecks } from './config-checks';
import { requireWindows, type TrainedDetector } from './detector';

export interface ForecasterConfig {
  /** Steps in a window: history and horizon together. */
  readonly windowSize: number;
  /** Values per step. */
  readonly features: number;
  /** Steps predicted, the window's last ones. */
  readonly horizon: number;
  /**
   * How many features are predicted: the first ones; the others are only inputs. 1 for telemetry followed by commands, as in
   * telemanom. Default: all.
   */
  readonly targets?: number;
  /** Decides the first weights. */
  readonly seed: number;
}

export const forecasterChecks: ConfigChecks<ForecasterConfig> = {
  horizon: positiveSize,
  targets: optional(positiveSize),
};

export abstract class Forecaster implements TrainedDetector {
  abstract readonly name: string;
  abstract readonly config: ForecasterConfig;
  abstract readonly variables: readonly tf.Variable[];

  /**
   * @param history  [batch, windowSize - horizon, features]
   * @returns        The network's description of it, [batch, units].
   */
  abstract encode(history: tf.Tensor3D): tf.Tensor2D;

  /** @param code  [batch, units]   @returns [batch, horizon * targets] */
  protected abstract decode(code: tf.Tensor2D): tf.Tensor2D;

  /**
   * @param windows  [batch, windowSize, features]; their last `horizon` steps are not used.
   * @returns        The first `targets` features of these steps, [batch, horizon, targets].
   */
  predict(windows: tf.Tensor3D): tf.Tensor3D {
    requireWindows(this, windows);
    const { windowSize, horizon } = this.config;
    return tf.tidy(() => {
      const history = windows.slice([0, 0, 0], [-1, windowSize - horizon, -1]);
      return this.decode(this.encode(history)).reshape<tf.Tensor3D>([-1, horizon, this.targets]);
    });
  }

  /** Computes the mean squared error of the prediction. */
  loss(batch: tf.Tensor3D): tf.Scalar {
    return tf.tidy(() => meanSquaredError(this.predict(batch), this.actual(batch)));
  }

  /** Puts the prediction in its place in the windows; the rest is copied and has no error. */
  reconstruct(windows: tf.Tensor3D): tf.Tensor3D {
    const { windowSize, horizon, features } = this.config;
    return tf.tidy(() => {
      const known = windows.slice([0, windowSize - horizon, this.targets], [-1, horizon, features - this.targets]);
      const future = this.targets < features ? tf.concat([this.predict(windows), known], 2) : this.predict(windows);
      return tf.concat<tf.Tensor3D>([windows.slice([0, 0, 0], [-1, windowSize - horizon, -1]), future], 1);
    });
  }

  /** Computes the mean squared error of each window's prediction. */
  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    return tf.tidy(() => this.predict(windows).sub(this.actual(windows)).square().mean<tf.Tensor1D>([1, 2]));
  }

  dispose(): void {
    tf.dispose(this.variables as tf.Variable[]);
  }

  protected get targets(): number {
    return this.config.targets ?? this.config.features;
  }

  /** @throws If the horizon leaves no history, or there are more targets than features. */
  protected requireHistory(): void {
    const { windowSize, horizon, features } = this.config;
    if (horizon >= windowSize) {
      throw new Error(
        `${this.name}.horizon must be from 1 to ${windowSize - 1} in windows of ${windowSize}, found ${horizon}.`,
      );
    }
    if (this.targets > features) {
      throw new Error(`${this.name}.targets must be from 1 to ${features}, the features, found ${this.targets}.`);
    }
  }

  private actual(windows: tf.Tensor3D): tf.Tensor3D {
    const { windowSize, horizon } = this.config;
    return windows.slice([0, windowSize - horizon, 0], [-1, horizon, this.targets]);
  }
}
