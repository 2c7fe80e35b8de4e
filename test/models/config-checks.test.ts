import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import {
  ConvolutionalForecaster,
  detectorClasses,
  LstmForecaster,
  makeDetector,
  type DetectorClass,
  type DetectorName,
} from '../../lib/models';
import { loadBackend } from '../../lib/runtime';

const names = Object.keys(detectorClasses) as DetectorName[];
const forecasters = { 'lstm-forecaster': LstmForecaster, 'convolutional-forecaster': ConvolutionalForecaster };
const classes: Readonly<Record<string, DetectorClass>> = { ...detectorClasses, ...forecasters };

/** A setting that its detector cannot be made with, and what is said of it. */
type Refusal = readonly [detector: string, config: object, message: string];

const size = 'a positive whole number';
const dense = ['autoencoder', 'vae'];
const lstm = ['lstm-vae', 'lstm-attention', 'lstm-autoencoder', 'lstm-forecaster', 'convolutional-forecaster'];
const adversarial = ['anogan', 'f-anogan', 'egbad'];
const annealing = (changes: object) => ({ klAnnealing: { shape: 'linear', steps: 5, ...changes } });

const refusals: readonly Refusal[] = [
  ...Object.keys(classes).flatMap((name): Refusal[] => [
    [name, { windowSize: 0 }, `${name}.windowSize: expected`],
    [name, { features: 1.5 }, `${name}.features: expected ${size}; found 1.5.`],
    [name, { features: '3' }, `${name}.features: expected ${size}; found '3'.`],
    [name, { seed: -1 }, `${name}.seed: expected a whole number of at least 0; found -1.`],
    [name, { hiddenunits: 3 }, `config.hiddenunits: ${name} has no such setting; expected windowSize, features`],
  ]),
  ...[...dense, ...adversarial].flatMap((name): Refusal[] => [
    [name, { hiddenUnits: 5 }, `${name}.hiddenUnits: expected a list of positive whole numbers; found 5.`],
    [name, { hiddenUnits: [8, 0] }, `${name}.hiddenUnits: expected a list of positive whole numbers; found [ 8, 0 ].`],
    [name, { latentDim: 0 }, `${name}.latentDim: expected ${size}; found 0.`],
    [name, { outputActivation: 'foo' }, `${name}.outputActivation: expected one of linear, sigmoid`],
  ]),
  ...dense.map((name): Refusal => {
    return [name, { reconstruction: 'foo' }, `${name}.reconstruction: expected one of mse, bce; found 'foo'.`];
  }),
  ...lstm.map((name): Refusal => [name, { hiddenUnits: 0 }, `${name}.hiddenUnits: expected ${size}; found 0.`]),
  ...adversarial.flatMap((name): Refusal[] => [
    [name, { networks: 'foo' }, `${name}.networks: expected one of dense, convolutional; found 'foo'.`],
    [name, { learningRate: NaN }, `${name}.learningRate: expected a finite number of at least 0; found NaN.`],
  ]),
  ['anogan', { searchSteps: -1 }, 'anogan.searchSteps: expected a whole number of at least 0; found -1.'],
  ['anogan', { searchRate: Infinity }, 'anogan.searchRate: expected a finite number of at least 0; found Infinity.'],
  ['anogan', { discriminationWeight: 2 }, 'anogan.discriminationWeight: expected a number from 0 to 1; found 2.'],
  ['anogan', { distance: 'foo' }, "anogan.distance: expected one of absolute, squared; found 'foo'."],
  ['f-anogan', { criticUpdates: 0 }, `f-anogan.criticUpdates: expected ${size}; found 0.`],
  ['f-anogan', { encoderShare: 1.5 }, 'f-anogan.encoderShare: expected a number from 0 to 1; found 1.5.'],
  ['egbad', { jointUnits: 0 }, `egbad.jointUnits: expected ${size}; found 0.`],
  ['egbad', { discrimination: 'foo' }, "egbad.discrimination: expected one of features, cross-entropy; found 'foo'."],
  ['anomaly-transformer', { objective: 'foo' }, "objective: expected one of joint, minimax; found 'foo'."],
  ['anomaly-transformer', { score: 'foo' }, "score: expected one of discrepancy, weighted-error; found 'foo'."],
  ['anomaly-transformer', { embedding: 'foo' }, "embedding: expected one of linear, token-convolution; found 'foo'."],
  ['anomaly-transformer', { finalNorm: 'no' }, "finalNorm: expected true or false; found 'no'."],
  ['anomaly-transformer', { layers: 0 }, `anomaly-transformer.layers: expected ${size}; found 0.`],
  ['anomaly-transformer', { heads: 3 }, 'anomaly-transformer.heads: expected a divisor of modelDim, 512; found 3.'],
  ['autoencoder', { latentActivation: 'foo' }, "latentActivation: expected one of relu, linear; found 'foo'."],
  ['autoencoder', { dropoutRate: 1 }, 'autoencoder.dropoutRate: expected a number from 0 on, below 1; found 1.'],
  ['vae', { beta: NaN }, 'vae.beta: expected a finite number of at least 0; found NaN.'],
  ['vae', { scoreBeta: null }, 'vae.scoreBeta: expected a finite number of at least 0; found null.'],
  ['vae', annealing({ shape: 'foo' }), "vae.klAnnealing.shape: expected one of linear, cyclical; found 'foo'."],
  ['vae', annealing({ steps: 0 }), 'vae.klAnnealing.steps: expected a positive number; found 0.'],
  ['vae', annealing({ step: 1 }), 'config.step: vae.klAnnealing has no such setting; expected shape, steps.'],
  ['vae', { klAnnealing: 'linear' }, "vae.klAnnealing: expected an object of shape, steps, or none; found 'linear'."],
  ['lstm-attention', { bottleneckUnits: 0 }, `lstm-attention.bottleneckUnits: expected ${size}; found 0.`],
  ['lstm-autoencoder', { layers: 0 }, `lstm-autoencoder.layers: expected ${size}; found 0.`],
  ['lstm-autoencoder', { initialState: 'foo' }, "initialState: expected one of hidden, hidden-and-cell; found 'foo'."],
  ['lstm-forecaster', { horizon: 0 }, `lstm-forecaster.horizon: expected ${size}; found 0.`],
  ['lstm-forecaster', { targets: 0.5 }, `lstm-forecaster.targets: expected ${size}, or none; found 0.5.`],
  ['convolutional-forecaster', { filters: 0 }, `convolutional-forecaster.filters: expected ${size}; found 0.`],
  ['random', { stream: 3 }, 'random.stream: expected text; found 3.'],
];

describe("a detector's config", () => {
  before(() => loadBackend());

  for (const [name, config, message] of refusals) {
    it(`refuses ${inspect(config, { compact: true })} for ${name}`, () => {
      const before = tf.memory().numTensors;
      assert.throws(
        () => new classes[name](config as never),
        (error: Error) => error.message.includes(message) && !error.message.includes('\n'),
        message,
      );
      assert.equal(tf.memory().numTensors, before);
    });
  }

  it('takes the size of a window and a seed for every detector of the registry', () => {
    const before = tf.memory().numTensors;
    for (const name of names) {
      const sizes = name === 'anomaly-transformer' ? { modelDim: 8, layers: 1 } : {};
      const detector = makeDetector(name, { ...sizes, windowSize: 4, features: 2, seed: 5 });
      assert.deepEqual([detector.config.windowSize, detector.config.features], [4, 2]);
      detector.dispose();
    }
    assert.equal(tf.memory().numTensors, before);
  });
});
