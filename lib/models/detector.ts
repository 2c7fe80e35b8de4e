/** The interfaces of detectors, and the checks of the windows that they are given. */
import type * as tf from '@tensorflow/tfjs';
import { firstNotFinite } from '../base/index';
import type { Windows } from '../data/index';

/** Plain data from which the same detector can be made again, untrained. */
export interface DetectorConfig {
  /** Steps in a window. */
  readonly windowSize: number;
  /** Values per step. */
  readonly features: number;
}

/** Scores windows. It is also a {@link TrainedDetector} or a {@link FittedDetector}, which say how it learns. */
export interface Detector {
  /** The detector's name on the command line, in tables and in files, e.g. `lstm-vae`. */
  readonly name: string;
  readonly config: DetectorConfig;
  /**
   * Everything that it has learnt, always in the same order. They are saved and, with the config, decide its scores. Values
   * that no gradient moves, such as running means, are among them (`trainable` false).
   */
  readonly variables: readonly tf.Variable[];

  /**
   * @param windows  [batch, windowSize, features]
   * @returns        One score per window, higher = more anomalous, [batch].
   */
  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D;

  /**
   * Computes the same scores by tensor operations alone, to float32's rounding, where `anomalyScore` reads values on the
   * way: what an export can hold.
   *
   * @param windows  [batch, windowSize, features]
   * @returns        [batch]
   */
  graphScore?(windows: tf.Tensor3D): tf.Tensor1D;

  dispose(): void;
}

export interface LossOptions {
  /** Whether noise (sampling, dropout) is on; off for validation. */
  readonly training: boolean;
}

/** Learns by gradient descent. */
export interface TrainedDetector extends Detector {
  /**
   * Computes the loss of a batch.
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
   * Computes how many nats the code of each window carries, in a variational autoencoder: the KL divergence of q(z|x) from
   * N(0, I). Its mean over windows is at least the mutual information of window and code (Hoffman & Johnson 2016).
   *
   * @param windows  [batch, windowSize, features]
   * @returns        [batch]
   */
  latentNats?(windows: tf.Tensor3D): tf.Tensor1D;

  /** How it is trained, if it does more than descend `loss` with all variables. */
  readonly stages?: readonly TrainingStage[];
}

/** One player's move: descends its loss by moving only its own variables. */
export interface TrainingPhase {
  /** Names the loss in histories, e.g. `discriminator`. */
  readonly name: string;
  readonly variables: readonly tf.Variable[];
  /** @param batch  [batch, windowSize, features] */
  loss(batch: tf.Tensor3D): tf.Scalar;
  /** Moves on each batch before the next phase's turn. Default 1. */
  readonly updates?: number;
  /** Where Adam differs from that of the whole training. */
  readonly adam?: { readonly learningRate?: number; readonly beta1?: number; readonly beta2?: number };
}

/** A part of the training, in epochs, whose phases take turns on every batch. */
export interface TrainingStage {
  readonly name: string;
  /** Share of all epochs; the stages' shares sum to one. */
  readonly share: number;
  readonly phases: readonly TrainingPhase[];
  /**
   * Decides the learning rate, when to stop and which weights are kept. A game of two players has no such loss: the stage
   * then lasts all its epochs, and its last weights are kept.
   */
  readonly validationLoss?: (batch: tf.Tensor3D) => tf.Scalar;
}

/** Learns by looking once at the normal windows. */
export interface FittedDetector extends Detector {
  /** @throws If the windows are too few or not of the config's size. */
  fitTo(windows: Windows): void;

  /**
   * Takes over what another detector of the same config has learnt, instead of `fitTo`. Needed if the number or the shapes of
   * the variables depend on the windows; variables that exist from the start are loaded without it.
   *
   * @param values  One for each of the other's `variables`, in their order; the caller disposes them.
   * @throws If their number or a shape cannot be right.
   */
  restore?(values: readonly tf.Tensor[]): void;

  /**
   * Scores the windows that it was fitted to, for a threshold, if `anomalyScore` would not do: a window's nearest neighbour
   * among them would be the window itself.
   */
  trainingScores?(windows: Windows): Float32Array;
}

/** Returns the stages of a detector's training; most detectors have one, which descends their loss. */
export function trainingStages(model: TrainedDetector): readonly TrainingStage[] {
  if (model.stages) return model.stages;
  const phase: TrainingPhase = {
    name: 'loss',
    variables: model.variables.filter(({ trainable }) => trainable),
    loss: (batch) => model.loss(batch, { training: true }),
  };
  const validationLoss = (batch: tf.Tensor3D) => model.loss(batch, { training: false });
  return [{ name: 'training', share: 1, phases: [phase], validationLoss }];
}

/** Counts the values that a detector has learnt: weights and, in some, others such as running means. */
export function parameterCount(detector: Pick<Detector, 'variables'>): number {
  return detector.variables.reduce((sum, variable) => sum + variable.size, 0);
}

/**
 * Refuses windows of another size than the detector's.
 *
 * @throws If `windows` is not [batch, windowSize, features]; the message gives both shapes.
 */
export function requireWindows({ name, config }: Detector, windows: tf.Tensor): void {
  const { windowSize, features } = config;
  const [, steps, width] = windows.shape;
  if (windows.rank === 3 && steps === windowSize && width === features) return;
  const expected = `[batch, ${windowSize}, ${features}]`;
  throw new Error(`${name}: expected windows of shape ${expected}; found [${windows.shape.join(', ')}].`);
}

/**
 * Refuses windows with values that are not finite: their scores would be NaN or, after a comparison, meaningless.
 *
 * @param name  The detector's, for messages.
 * @throws If a value is not finite; the message names the window, the step and the feature, counted from 0.
 */
export function requireFiniteWindows(
  name: string,
  { values, windowSize, features }: Pick<Windows, 'values' | 'windowSize' | 'features'>,
): void {
  const bad = firstNotFinite(values);
  if (bad < 0) return;
  const step = Math.floor(bad / features);
  const where = `window ${Math.floor(step / windowSize)}, step ${step % windowSize}, feature ${bad % features}`;
  throw new Error(`${name}: expected finite values in all windows; found ${values[bad]} in ${where}.`);
}
