/** What every trained detector offers, whatever is inside. */
import type * as tf from '@tensorflow/tfjs';

export interface LossOptions {
  /** Whether noise (sampling, dropout) is on; off for validation. */
  readonly training: boolean;
}

export interface Detector {
  /** The model's name on the command line and in tables, e.g. `lstm-vae`. */
  readonly name: string;
  /** The trained variables, always in the same order. */
  readonly variables: readonly tf.Variable[];

  /**
   * The loss of a batch.
   *
   * @param batch  [batch, windowSize, features]
   * @returns      A scalar.
   */
  loss(batch: tf.Tensor3D, options: LossOptions): tf.Scalar;

  /**
   * @param windows  [batch, windowSize, features]
   * @returns        The reconstruction without noise, [batch, windowSize, features].
   */
  reconstruct(windows: tf.Tensor3D): tf.Tensor3D;

  /**
   * @param windows  [batch, windowSize, features]
   * @returns        One score per window, higher = more anomalous, [batch].
   */
  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D;

  dispose(): void;
}

/** The number of trained parameters. */
export function parameterCount(detector: Pick<Detector, 'variables'>): number {
  return detector.variables.reduce((sum, variable) => sum + variable.size, 0);
}
