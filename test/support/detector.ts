/** What every trained detector must do. */
import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import type { Windows } from '../../lib/data';
import type { TrainedDetector } from '../../lib/models';
import { fit } from '../../lib/training';

/** Asserts that training repeats to the last bit for one seed, differs for another, and leaves no tensor behind. */
export async function assertSeeded(make: (seed: number) => TrainedDetector, windows: Windows): Promise<void> {
  const before = tf.memory().numTensors;
  const trained = async (seed: number) => {
    const model = make(seed);
    await fit(model, { train: windows, validation: windows }, { epochs: 2 });
    const weights = model.variables.map((variable) => variable.dataSync<'float32'>().slice());
    model.dispose();
    return weights;
  };
  const [a, b, c] = [await trained(0), await trained(0), await trained(1)];
  assert.deepEqual(a, b);
  assert.notDeepEqual(a, c);
  assert.equal(tf.memory().numTensors, before);
}
