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

const size = 'a whole number of at least 1';
const dense = ['autoencoder', 'vae'];
const lstm = ['lstm-vae', 'lstm-attention', 'lstm-autoencoder', 'lstm-forecaster', 'convolutional-forecaster'];
const adversarial = ['anogan', 'f-anogan', 'egbad'];
const annealing = (changes: object) => ({ klAnnealing: { shape: 'linear', steps: 5, ...changes } });

const refusals: readonly Refusal[] = [
  ...Object.keys(classes).flatMap((name): Refusal[] => [
    [name, { windowSize: 0 }, `${name}.windowSize must be`],
    [name, { features: 1.5 }, `${name}.features must be ${size}, found 1.5.`],
    [name, { features: '3' }, `${name}.features must be ${size}, found "3".`],
    [name, { seed: -1 }, `${name}.seed must be a whole number of at least 0, found -1.`],
    [name, { hiddenunits: 3 }, `config.hiddenunits: ${name} has no such setting; expected windowSize, features`],
  ]),
  ...[...dense, ...adversarial].flatMap((name): Refusal[] => [
    [name, { hiddenUnits: 5 }, `${name}.hiddenUnits must be a list of positive whole numbers, found 5.`],
    [name, { hiddenUnits: [8, 0] }, `${name}.hiddenUnits must be a list of positive whole numbers, found [8, 0].`],
    [name, { latentDim: 0 }, `${name}.latentDim must be ${size}, found 0.`],
    [name, { outputActivation: 'foo' }, `${name}.outputActivation must be linear`],
  ]),
  ...dense.map((name): Refusal => {
    return [name, { reconstruction: 'foo' }, `${name}.reconstruction must be mse or bce, found "foo".`];
  }),
  ...lstm.map((name): Refusal => [name, { hiddenUnits: 0 }, `${name}.hiddenUnits must be ${size}, found 0.`]),
  ...adversarial.flatMap((name): Refusal[] => [
    [name, { networks: 'foo' }, `${name}.networks must be dense or convolutional, found "foo".`],
    [name, { learningRate: NaN }, `${name}.learningRate must be a finite number of at least 0, found NaN.`],
  ]),
  ['anogan', { searchSteps: -1 }, 'anogan.searchSteps must be a whole number of at least 0, found -1.'],
  ['anogan', { searchRate: Infinity }, 'anogan.searchRate must be a finite number of at least 0, found Infinity.'],
  ['anogan', { discriminationWeight: 2 }, 'anogan.discriminationWeight must be a number from 0 to 1, found 2.'],
  ['anogan', { distance: 'foo' }, 'anogan.distance must be absolute or squared, found "foo".'],
  ['f-anogan', { criticUpdates: 0 }, `f-anogan.criticUpdates must be ${size}, found 0.`],
  ['f-anogan', { encoderShare: 1.5 }, 'f-anogan.encoderShare must be a number from 0 to 1, found 1.5.'],
  ['egbad', { jointUnits: 0 }, `egbad.jointUnits must be ${size}, found 0.`],
  ['egbad', { discrimination: 'foo' }, 'egbad.discrimination must be features or cross-entropy, found "foo".'],
  ['anomaly-transformer', { objective: 'foo' }, 'objective must be joint or minimax, found "foo".'],
  ['anomaly-transformer', { score: 'foo' }, 'score must be discrepancy or weighted-error, found "foo".'],
  ['anomaly-transformer', { embedding: 'foo' }, 'embedding must be linear or token-convolution, found "foo".'],
  ['anomaly-transformer', { finalNorm: 'no' }, 'finalNorm must be true or false, found "no".'],
  ['anomaly-transformer', { layers: 0 }, `anomaly-transformer.layers must be ${size}, found 0.`],
  ['anomaly-transformer', { heads: 3 }, 'anomaly-transformer.heads must divide modelDim, 512, found 3.'],
  ['autoencoder', { latentActivation: 'foo' }, 'latentActivation must be relu or linear, found "foo".'],
  ...dense.map((name): Refusal => {
    return [name, { hiddenActivation: 'foo' }, `${name}.hiddenActivation must be relu, sigmoid or tanh, found "foo".`];
  }),
  ['autoencoder', { sparsity: -1 }, 'autoencoder.sparsity must be a finite number of at least 0, found -1.'],
  [
    'convolutional-autoencoder',
    { channels: [] },
    'channels must be a list of positive whole numbers, at least one, found [].',
  ],
  ['convolutional-autoencoder', { latentDim: 0 }, `convolutional-autoencoder.latentDim must be ${size}, found 0.`],
  [
    'convolutional-autoencoder',
    { outputActivation: 'tanh' },
    'outputActivation must be linear or sigmoid, found "tanh".',
  ],
  ['autoencoder', { dropoutRate: 1 }, 'autoencoder.dropoutRate must be a number of at least 0, below 1, found 1.'],
  ['vae', { beta: NaN }, 'vae.beta must be a finite number of at least 0, found NaN.'],
  ['vae', { scoreBeta: null }, 'vae.scoreBeta must be a finite number of at least 0, found null.'],
  ['vae', annealing({ shape: 'foo' }), 'vae.klAnnealing.shape must be linear or cyclical, found "foo".'],
  ['vae', annealing({ steps: 0 }), 'vae.klAnnealing.steps must be a positive number, found 0.'],
  ['vae', annealing({ step: 1 }), 'config.step: vae.klAnnealing has no such setting; expected shape, steps.'],
  [
    'vae',
    { klAnnealing: 'linear' },
    'vae.klAnnealing must be an object of shape, steps, or undefined, found "linear".',
  ],
  ['lstm-attention', { bottleneckUnits: 0 }, `lstm-attention.bottleneckUnits must be ${size}, found 0.`],
  ['lstm-autoencoder', { layers: 0 }, `lstm-autoencoder.layers must be ${size}, found 0.`],
  ['lstm-autoencoder', { initialState: 'foo' }, 'initialState must be hidden or hidden-and-cell, found "foo".'],
  ['lstm-forecaster', { horizon: 0 }, `lstm-forecaster.horizon must be ${size}, found 0.`],
  ['lstm-forecaster', { targets: 0.5 }, `lstm-forecaster.targets must be ${size}, or undefined, found 0.5.`],
  ['convolutional-forecaster', { filters: 0 }, `convolutional-forecaster.filters must be ${size}, found 0.`],
  ['random', { stream: 3 }, 'random.stream must be text, found 3.'],
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

  it('takes the size of a window and a seed for every detector of the catalogue', () => {
    const before = tf.memory().numTensors;
    const small: Record<string, object> = {
      'anomaly-transformer': { modelDim: 8, layers: 1 },
      'convolutional-forecaster': { horizon: 1 },
      'lstm-forecaster': { horizon: 1 },
    };
    for (const name of names) {
      const sizes = small[name] ?? {};
      const detector = makeDetector(name, { ...sizes, windowSize: 12, features: 2, seed: 5 });
      assert.deepEqual([detector.config.windowSize, detector.config.features], [12, 2]);
      detector.dispose();
    }
    assert.equal(tf.memory().numTensors, before);
  });
});
