/** Copies detectors and their weights. */
import { counted } from '../../base/index';
import * as tf from '@tensorflow/tfjs';
import type { TrainedDetector, Detector } from '../../models/index';
import type { DetectorName } from '../../models/catalogue';
import { makeDetector } from '../../models/make-detector';
import { PipelineError } from '../pipeline-error';

/** The values of a detector's variables, in order. */
export type Weights = readonly Float32Array[];

/**
 * Copies a detector, so that the copy can be trained further.
 *
 * @throws {PipelineError} If it does not learn by gradient descent; such a detector can only be fitted again.
 */
export function copyTrained(detector: Detector): TrainedDetector {
  if (!('loss' in detector)) {
    throw new PipelineError(`${detector.name}: expected a detector that is trained by gradient descent.`);
  }
  const copy = makeDetector(detector.name as DetectorName, detector.config as never) as TrainedDetector;
  writeWeights(copy, readWeights(detector));
  return copy;
}

/** Returns a copy of a detector's weights. */
export function readWeights({ variables }: Pick<Detector, 'variables'>): Weights {
  return variables.map((variable) => Float32Array.from(variable.dataSync()));
}

/** Sets a detector's weights. @throws {PipelineError} If they belong to another config. */
export function writeWeights({ variables }: Pick<Detector, 'variables'>, weights: Weights): void {
  if (weights.length !== variables.length || variables.some(({ size }, i) => size !== weights[i].length)) {
    const sizes = (values: readonly number[]) =>
      `${counted(values.length, 'array')} of ${values.join(', ') || 'no'} values`;
    const [expected, found] = [variables.map(({ size }) => size), weights.map(({ length }) => length)];
    throw new PipelineError(`writeWeights: expected ${sizes(expected)}; found ${sizes(found)}.`);
  }
  tf.tidy(() => {
    variables.forEach((variable, i) => variable.assign(tf.tensor(weights[i], variable.shape, variable.dtype)));
  });
}
