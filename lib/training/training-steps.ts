/** Makes the step that training repeats, and decides when it runs as a graph. */
import * as tf from '@tensorflow/tfjs';
import { parameterCount, type TrainingPhase } from '../models/index';
import { capture, type CapturedStep, type StepFunction } from '../runtime/index';
import type { Adam } from './adam';

/** Most batches in one call of TensorFlow; more would save nothing. */
const STEPS_PER_CALL = 16;
/** About the most floating-point operations in one call: half a second on a core, so that an interrupt is heard soon. */
const OPERATIONS_PER_CALL = 4e10;
/** Recording and loading a graph takes as long as about fifty eager steps. */
const CAPTURE_FROM_STEPS = 100;
/**
 * From this many epochs on, the last, smaller batch of an epoch has a graph of its own. It runs once an epoch, and an eager
 * step takes some ten milliseconds more, where making the graph takes a third of a second.
 */
const CAPTURE_REST_FROM_EPOCHS = 200;

export interface TrainingStepsOptions {
  /** Names the steps in messages. */
  readonly name: string;
  readonly batchSize: number;
  readonly windowSize: number;
  /** Windows in an epoch. */
  readonly windows: number;
  readonly epochs: number;
  /** False keeps every step eager. */
  readonly capture: boolean;
}

export interface TrainingSteps {
  /** The step, run eagerly: [batch, windowSize, features] -> each phase's loss before its last move, [phases]. */
  readonly eager: StepFunction;
  /** For batches of the full size, up to `stepsPerCall` of them stacked. */
  readonly whole: CapturedStep;
  readonly stepsPerCall: number;
  /** For the last batch of an epoch, which may be smaller. */
  readonly rest: CapturedStep;
}

/** A phase, and the optimizer of its variables. */
export interface Player {
  readonly phase: TrainingPhase;
  readonly optimizer: Adam;
}

/** Makes a step of gradient descent: for each phase in turn the loss, its gradients, and the optimizer's update. */
export function trainingSteps(players: readonly Player[], options: TrainingStepsOptions): TrainingSteps {
  const eager = (x: tf.Tensor) => [tf.stack(players.map((player) => move(player, x as tf.Tensor3D)))];
  const batches = Math.floor(options.windows / options.batchSize);
  const expected = options.epochs * batches;
  const enabled = options.capture && expected >= CAPTURE_FROM_STEPS;
  const common = { name: `${options.name}, training`, enabled };
  // Independent of the number of batches, so that models of one shape share a graph.
  const stepsPerCall = Math.max(1, Math.min(STEPS_PER_CALL, Math.floor(OPERATIONS_PER_CALL / work(players, options))));
  return {
    eager,
    whole: capture(eager, { ...common, stepsPerCall }),
    stepsPerCall,
    rest: capture(eager, { ...common, enabled: enabled && options.epochs >= CAPTURE_REST_FROM_EPOCHS }),
  };
}

/**
 * Estimates the floating-point operations of a step: six for each weight and time step, two forwards and four
 * backwards.
 */
function work(players: readonly Player[], { batchSize, windowSize }: TrainingStepsOptions): number {
  const weights = players.reduce((sum, { phase }) => sum + (phase.updates ?? 1) * parameterCount(phase), 0);
  return 6 * weights * batchSize * windowSize;
}

/** @returns The loss before the last of the phase's moves on this batch. */
function move({ phase, optimizer }: Player, x: tf.Tensor3D): tf.Scalar {
  const variables = [...phase.variables];
  let loss: tf.Scalar | undefined;
  for (let i = 0; i < (phase.updates ?? 1); i++) {
    const { value, grads } = tf.variableGrads(() => phase.loss(x), variables);
    optimizer.apply(variables.map((variable) => grads[variable.name]));
    loss = value;
  }
  return loss!;
}
