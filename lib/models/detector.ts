/** What every detector offers, whatever is inside. */
import type * as tf from '@tensorflow/tfjs';
import type { Windows } from '../data/index';

/** Plain data that makes the same detector again, untrained. */
export interface DetectorConfig {
  /** Steps in a window. */
  readonly windowSize: number;
  /** Values per step. */
  readonly features: number;
}

/** Scores windows. How it learns to is said by {@link TrainedDetector} or {@link FittedDetector}. */
export interface Detector {
  /** The detector's name on the command line, in tables and in files, e.g. `lstm-vae`. */
  readonly name: string;
  readonly config: DetectorConfig;
  /**
   * All that it has learnt, always in the same order: what is saved, and what, with the config, decides its scores. That
   * includes what no gradient moves, such as running means (`trainable` false).
   */
  readonly variables: readonly tf.Variable[];

  /**
   * Whether scoring reads values on its way, as a search that stops or arithmetic outside of TensorFlow does: such scoring
   * cannot run as a graph.
   */
  readonly readsValues?: boolean;

  /**
   * @param windows  [batch, windowSize, features]
   * @returns        One score per window, higher = more anomalous, [batch].
   */
  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D;

  dispose(): void;
}

export interface LossOptions {
  /** Whether noise (sampling, dropout) is on; off for validation. */
  readonly training: boolean;
}

/** Learns by gradient descent. */
export interface TrainedDetector extends Detector {
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

  /** How it is trained, where descending `loss` with all variables is not all there is to it. */
  readonly stages?: readonly TrainingStage[];
}

/** One player's move: its loss goes down, and nothing moves but its own variables. */
export interface TrainingPhase {
  /** Names the loss in histories, e.g. `discriminator`. */
  readonly name: string;
  readonly variables: readonly tf.Variable[];
  /** @param batch  [batch, windowSize, features] */
  loss(batch: tf.Tensor3D): tf.Scalar;
  /** Moves on each batch before the next phase has its turn. Default 1. */
  readonly updates?: number;
  /** Where Adam is to differ from the training's own. */
  readonly adam?: { readonly learningRate?: number; readonly beta1?: number; readonly beta2?: number };
}

/** A stretch of the training with phases of its own, which take turns on every batch. */
export interface TrainingStage {
  readonly name: string;
  /** Of all epochs; the stages' shares sum to one. */
  readonly share: number;
  readonly phases: readonly TrainingPhase[];
  /**
   * Decides the learning rate, when to stop and which weights are kept. A game of two players has no such number: without
   * one, the stage lasts all its epochs and its last weights are kept.
   */
  readonly validationLoss?: (batch: tf.Tensor3D) => tf.Scalar;
}

/** Learns by looking at the normal windows once. */
export interface FittedDetector extends Detector {
  /** @throws If the windows are too few or not of the config's size. */
  fitTo(windows: Windows): void;

  /**
   * Takes what another of the same config has learnt, in place of `fitTo`. Needed where the variables' shapes, or whether
   * there are any, depend on the windows; variables that are there from the start are loaded without it.
   *
   * @param values  One for each of the other's `variables`, in their order; the caller disposes them.
   * @throws        If their number or a shape cannot be right.
   */
  restore?(values: readonly tf.Tensor[]): void;

  /**
   * The scores that a threshold is set from, of the windows it was fitted to, where `anomalyScore` would not do: a window's
   * nearest neighbour among them would be itself.
   */
  trainingScores?(windows: Windows): Float32Array;
}

/** The stages of a detector's training; most have one, in which their loss descends. */
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

/** The number of values in all that a detector has learnt: weights and, where it has them, running means or the like. */
export function parameterCount(detector: Pick<Detector, 'variables'>): number {
  return detector.variables.reduce((sum, variable) => sum + variable.size, 0);
}

/**
 * Refuses windows that a detector was not made for.
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
 * Refuses windows that would make every score that they touch NaN, or, through a comparison, a number that means nothing.
 *
 * @param name  The detector's, for messages.
 * @throws      If a value is not finite; the message names the window, the step and the feature, counted from 0.
 */
export function requireFiniteWindows(
  name: string,
  { values, windowSize, features }: Pick<Windows, 'values' | 'windowSize' | 'features'>,
): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const step = Math.floor(bad / features);
  const where = `window ${Math.floor(step / windowSize)}, step ${step % windowSize}, feature ${bad % features}`;
  throw new Error(`${name}: expected finite values in all windows; found ${values[bad]} in ${where}.`);
}
