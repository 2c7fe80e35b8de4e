/** The step that training repeats, and when it pays to run it as a graph. */
import * as tf from '@tensorflow/tfjs';
import type { Detector } from '../models/detector';
import { capture, type CapturedStep, type StepFunction } from '../runtime/index';
import type { Adam } from './adam';

/** Batches that one call of TensorFlow trains on. */
const STEPS_PER_CALL = 16;
/** Recording and loading a graph takes as long as some fifty eager steps. */
const CAPTURE_FROM_STEPS = 100;
/** XLA compiles for about ten seconds and then saves some two milliseconds a step. */
const XLA_FROM_STEPS = 5000;

export interface TrainingStepsOptions {
  readonly batchSize: number;
  /** Windows in an epoch. */
  readonly windows: number;
  readonly epochs: number;
  /** False keeps every step eager. */
  readonly capture: boolean;
}

export interface TrainingSteps {
  /** The step as it is written: [batch, windowSize, features] -> the batch's loss before the step. */
  readonly eager: StepFunction;
  /** For batches of the full size, up to `stepsPerCall` of them stacked. */
  readonly whole: CapturedStep;
  readonly stepsPerCall: number;
  /** For the last batch of an epoch, which may be smaller. */
  readonly rest: CapturedStep;
}

/** One step of gradient descent on a model: its loss, the gradients, the optimizer's update. */
export function trainingSteps(model: Detector, optimizer: Adam, options: TrainingStepsOptions): TrainingSteps {
  const eager = (x: tf.Tensor) => {
    const variables = [...model.variables];
    const { value, grads } = tf.variableGrads(() => model.loss(x as tf.Tensor3D, { training: true }), variables);
    optimizer.apply(variables.map((variable) => grads[variable.name]!));
    return [value];
  };
  const batches = Math.floor(options.windows / options.batchSize);
  const expected = options.epochs * batches;
  const enabled = options.capture && expected >= CAPTURE_FROM_STEPS;
  const common = { name: `${model.name}, training`, enabled };
  const stepsPerCall = Math.max(1, Math.min(STEPS_PER_CALL, batches));
  return {
    eager,
    whole: capture(eager, { ...common, stepsPerCall, xla: expected >= XLA_FROM_STEPS }),
    stepsPerCall,
    rest: capture(eager, common),
  };
}
