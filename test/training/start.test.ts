import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  detectorClasses,
  loadDetector,
  LstmVae,
  makeDetector,
  PcaReconstruction,
  saveDetector,
  type Detector,
  type DetectorName,
  type TrainedDetector,
} from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { fit, restart, type FitOptions } from '../../lib/training';
import { smallConfigs } from '../support/small-configs';
import { sineWindows } from '../support/windows';

const windows = sineWindows({ length: 120, windowSize: 12 });
const data = { train: windows, validation: windows };
const shape = { windowSize: 12, features: 3, seed: 3 };
const options = { epochs: 4, batchSize: 8 };

const weightsOf = ({ variables }: Pick<Detector, 'variables'>) =>
  variables.map((variable) => variable.dataSync().slice());

/** Trains and gives what came of it, but for the time that it took. */
async function outcome(model: TrainedDetector, more: Partial<FitOptions> = {}) {
  const { seconds: _, ...history } = await fit(model, data, { ...options, ...more });
  return { history, weights: weightsOf(model) };
}

/** Makes a model of one weight w whose loss is w, so that Adam lowers w by one learning rate each step. */
function descending(first: number): TrainedDetector {
  const weight = tf.variable(tf.scalar(first));
  const unused = () => {
    throw new Error('not used');
  };
  return {
    name: 'descending',
    config: { windowSize: 12, features: 3 },
    variables: [weight],
    reconstruct: unused,
    anomalyScore: unused,
    loss: () => weight.mul(1).asScalar(),
    dispose: () => weight.dispose(),
  };
}

describe('the start of a training', () => {
  before(() => loadBackend());

  for (const name of Object.keys(detectorClasses) as DetectorName[]) {
    it(`is the same at the second training of ${name}: same history, same weights to the last bit`, async () => {
      const model = makeDetector(name, { ...shape, ...smallConfigs[name] }) as TrainedDetector;
      const first = await outcome(model);
      const tensors = tf.memory().numTensors;
      assert.deepEqual(await outcome(model), first);
      assert.equal(tf.memory().numTensors, tensors);
      if ('fitTo' in model) return model.dispose();
      const resumed = await outcome(model, { resume: true });
      assert.notDeepEqual(resumed.history.trainLoss, first.history.trainLoss);
      assert.deepEqual(await outcome(model), first);
      model.dispose();
    });
  }

  it('is the first weight again, and with resume the last one', async () => {
    const model = descending(2);
    const weightAfter = async (more: Partial<FitOptions>) => {
      await fit(model, data, { epochs: 5, batchSize: windows.count, learningRate: 0.1, ...more });
      return Math.round(1e4 * model.variables[0].dataSync()[0]) / 1e4;
    };
    const weights = [];
    for (const resume of [false, false, true, true, false]) weights.push(await weightAfter({ resume }));
    assert.deepEqual(weights, [1.5, 1.5, 1, 0.5, 1.5]);
    model.dispose();
  });

  it('is what a fresh detector of the same seed has, whatever was scored in between', async () => {
    const [model, other] = [0, 1].map(() => makeDetector('vae', { ...shape, ...smallConfigs.vae }) as TrainedDetector);
    await outcome(model);
    tf.tidy(() => model.loss(tf.zeros([4, 12, 3]), { training: true })); // draws noise, moves the annealing
    assert.deepEqual(await outcome(model), await outcome(other));
    for (const each of [model, other]) each.dispose();
  });

  it('is what was loaded', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-start-'));
    try {
      const model = new LstmVae({ ...shape, ...smallConfigs['lstm-vae'] });
      const { weights: saved } = await outcome(model);
      saveDetector(model, path.join(folder, 'model'));
      const loaded = loadDetector(path.join(folder, 'model')) as LstmVae;
      const first = await outcome(loaded);
      assert.deepEqual(await outcome(loaded), first);
      assert.notDeepEqual(first.weights, saved);
      restart(loaded);
      assert.deepEqual(weightsOf(loaded), saved);
      for (const each of [model, loaded]) each.dispose();
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('survives a training that fails', async () => {
    const model = new LstmVae({ ...shape, ...smallConfigs['lstm-vae'] });
    const first = await outcome(model);
    const broken = { ...windows, values: windows.values.map(() => NaN) };
    await assert.rejects(fit(model, { ...data, train: broken }, options), /loss became NaN/);
    assert.deepEqual(await outcome(model), first);
    model.dispose();
  });

  it('is left alone by restart before the first training', () => {
    const model = descending(2);
    restart(model);
    assert.equal(model.variables[0].dataSync()[0], 2);
    model.dispose();
  });

  it('cannot be resumed by a detector that learns in one look', async () => {
    const model = new PcaReconstruction(shape);
    const expected = { message: 'pca: resume has no effect: it learns in one look at the windows.' };
    await assert.rejects(fit(model, data, { resume: true }), expected);
    model.dispose();
  });
});
