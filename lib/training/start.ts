/** Where a detector's training starts: its state before its first training, to which later trainings return. */
import * as tf from '@tensorflow/tfjs';
import type { TrainedDetector } from '../models/index';
import { heldVariables } from '../models/named-variables';

/** Values are arrays, not tensors: nobody would dispose tensors together with the detector. */
type Start = ReadonlyMap<tf.Variable, ReturnType<tf.Variable['dataSync']>>;

const starts = new WeakMap<TrainedDetector, Start>();

/** Remembers the state of a detector, unless a training of it has begun before. */
export function keepStart(detector: TrainedDetector): void {
  if (starts.has(detector)) return;
  starts.set(detector, new Map(heldVariables(detector).map((variable) => [variable, variable.dataSync().slice()])));
}

/**
 * Returns a detector to the state that it had before its first training: weights, noise, running means, annealing. A detector that
 * was never trained stays as it is.
 */
export function restart(detector: TrainedDetector): void {
  tf.tidy(() => {
    for (const [variable, values] of starts.get(detector) ?? [])
      variable.assign(tf.tensor(values, variable.shape, variable.dtype));
  });
}
