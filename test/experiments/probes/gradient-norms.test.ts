import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { makeSeries, slidingWindows } from '../../../lib/data';
import { gradientNorms } from '../../../lib/experiments/probes/gradient-norms';
import { Autoencoder, Vae } from '../../../lib/models';
import { loadBackend } from '../../../lib/runtime';
import { sineWindows } from '../../support/windows';

const close = (found: number, expected: number) =>
  assert.ok(Math.abs(found - expected) < 1e-5, `${found}, ${expected}`);

describe('gradientNorms', () => {
  before(() => loadBackend());

  const windowsOf = (values: readonly number[]) => {
    const series = makeSeries({ name: 'x', values: Float64Array.from(values), features: 1 });
    return slidingWindows(series, { windowSize: 1, stride: 1 });
  };

  it('finds the gradient that calculus gives, its share in the first layer, and its spread over batches', () => {
    const model = new Autoencoder({
      features: 1,
      hiddenUnits: [],
      latentDim: 1,
      latentActivation: 'linear',
      outputActivation: 'linear',
    });
    // x^ = 3 (x + 0) + 1
    [1, 0, 3, 1].forEach((value, i) => {
      tf.tidy(() => model.variables[i].assign(tf.fill(model.variables[i].shape, value)));
    });
    // Of (x^ - x)^2 at x = 2: 2 (7 - 2) times 3 x, 3, x and 1.
    const { norm, variation, firstOverLast } = gradientNorms(model, windowsOf([2]));
    close(norm, 10 * Math.hypot(6, 3, 2, 1));
    close(variation, 0);
    close(firstOverLast, 3);
    // A second batch at x = 0: 2 (1 - 0) times 0, 3, 0 and 1.
    const first = 10 * Math.hypot(6, 3, 2, 1);
    const second = 2 * Math.hypot(3, 1);
    const two = gradientNorms(model, windowsOf([...new Array<number>(32).fill(2), 0]));
    close(two.norm, (first + second) / 2);
    close(two.variation, (first - second) / (first + second));
    model.dispose();
  });

  it('changes nothing in the model and leaves no tensor', () => {
    const windows = sineWindows();
    const model = new Vae({ windowSize: 8, features: 3, hiddenUnits: [6], latentDim: 2, beta: 0.1 });
    const weights = () => model.variables.map((variable) => [...variable.dataSync()]);
    const [before, tensors] = [weights(), tf.memory().numTensors];
    assert.deepEqual(gradientNorms(model, windows), gradientNorms(model, windows));
    assert.deepEqual([weights(), tf.memory().numTensors], [before, tensors]);
    model.dispose();
  });
});
