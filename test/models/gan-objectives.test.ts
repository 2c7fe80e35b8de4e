import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { Dense } from '../../lib/layers';
import {
  deceptionLoss,
  discriminatorLoss,
  gradientPenalty,
  meanDistances,
  pointsBetween,
  squaredSlopes,
} from '../../lib/models/gan-objectives';
import { buildBody, Chain, type NetworkForm } from '../../lib/models/gan-networks';
import { loadBackend } from '../../lib/runtime';

const close = (actual: number, expected: number, tolerance = 1e-5) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} for ${expected}`);

describe('objectives of adversarial games', () => {
  before(() => loadBackend());

  it('are cross-entropies of the verdicts, finite for any logits', () => {
    const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
    const [real, fake] = [
      [1.5, -0.5],
      [0.2, -2],
    ];
    const entropy = (logit: number, target: number) =>
      -target * Math.log(sigmoid(logit)) - (1 - target) * Math.log(1 - sigmoid(logit));
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value) / values.length;
    tf.tidy(() => {
      const expected = mean(real.map((l) => entropy(l, 0.9))) + mean(fake.map((l) => entropy(l, 0)));
      close(discriminatorLoss(tf.tensor1d(real), tf.tensor1d(fake), 0.9).dataSync()[0], expected);
      close(deceptionLoss(tf.tensor1d(fake)).dataSync()[0], mean(fake.map((l) => entropy(l, 1))));
      close(deceptionLoss(tf.scalar(-500)).dataSync()[0], 500);
    });
  });

  it('penalise a linear critic w.x by (|w| - 1)^2, at every point', () => {
    tf.tidy(() => {
      const w = tf.tensor2d([3, 0, -4], [3, 1]);
      const points = tf.randomNormal<tf.Rank.R2>([6, 3], 0, 1, 'float32', 1);
      const critic = (x: tf.Tensor2D) => tf.matMul<tf.Tensor2D>(x, w);
      close(gradientPenalty(critic, points).dataSync()[0], 16);
      squaredSlopes(critic, points)
        .dataSync()
        .forEach((slope) => close(slope, 25));
      // d/dw (|w| - 1)^2 = 2 (|w| - 1) w / |w|
      const slope = tf
        .grad((w) => gradientPenalty((x) => tf.matMul(x, w), points))(w)
        .dataSync();
      [4.8, 0, -6.4].forEach((expected, i) => close(slope[i], expected));
    });
  });

  it('stay finite for a critic whose gradient is zero', () => {
    tf.tidy(() => {
      const w = tf.zeros<tf.Rank.R2>([3, 1]);
      const penalty = (w: tf.Tensor) => gradientPenalty((x) => tf.matMul(x, w), tf.ones([2, 3]));
      close(penalty(w).dataSync()[0], 1);
      assert.ok(tf.grad(penalty)(w).dataSync().every(Number.isFinite));
    });
  });

  for (const networks of ['dense', 'convolutional'] as NetworkForm[]) {
    it(`send the gradient of the penalty through a ${networks} critic, in agreement with finite differences`, () => {
      const random = new Random(1);
      const body = buildBody({ windowSize: 1, features: 16, networks, hiddenUnits: [3, 2], latentDim: 1 }, random);
      const critic = new Chain(body, new Dense(body.outputs, 1, random));
      // Biases far from zero keep every unit on its side of the kink, so that differences see no jump.
      body.variables.forEach((variable) => {
        if (variable.rank === 1) variable.assign(tf.tensor1d(variable.dataSync().map((_, i) => (i % 2 ? -9 : 9))));
      });
      const points = tf.randomNormal<tf.Rank.R2>([4, 16], 0, 1, 'float32', 2);
      const penalty = () => tf.tidy(() => gradientPenalty((x) => critic.apply(x), points));
      const kernels = critic.variables.filter(({ rank }) => rank > 1);
      const { value, grads } = tf.variableGrads(penalty, kernels);
      for (const kernel of kernels) {
        const [values, slopes] = [kernel.dataSync<'float32'>().slice(), grads[kernel.name].dataSync<'float32'>()];
        const at = (element: number, offset: number) => {
          kernel.assign(
            tf.tensor(
              values.map((v, i) => (i === element ? v + offset : v)),
              kernel.shape,
            ),
          );
          return tf.tidy(() => penalty().dataSync()[0]);
        };
        const steepest = slopes.indexOf(slopes.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a)));
        assert.notEqual(slopes[steepest], 0);
        for (const i of [0, steepest]) close(slopes[i], (at(i, 1e-2) - at(i, -1e-2)) / 2e-2, 2e-3);
        at(-1, 0);
      }
      tf.dispose([value, grads, points, critic.variables]);
    });
  }

  it('draw points uniformly between two', () => {
    tf.tidy(() => {
      const [a, b] = [tf.fill([20000, 1], -1), tf.fill([20000, 1], 3)] as [tf.Tensor2D, tf.Tensor2D];
      const points = pointsBetween(a, b, tf.randomNormal([20000, 1], 0, 1, 'float32', 1)).dataSync();
      const shares = Array.from({ length: 4 }, (_, i) => points.filter((x) => x >= i - 1 && x < i).length / 20000);
      for (const share of shares) close(share, 0.25, 0.02);
    });
  });

  it('are distances: magnitudes or squares averaged over the values of each pair of rows', () => {
    tf.tidy(() => {
      const a = tf.tensor2d([1, 5, 0, 0], [2, 2]);
      const b = tf.tensor2d([2, 2, 0, -4], [2, 2]);
      assert.deepEqual(meanDistances.absolute(a, b).arraySync(), [2, 2]);
      assert.deepEqual(meanDistances.squared(a, b).arraySync(), [5, 8]);
    });
  });
});
