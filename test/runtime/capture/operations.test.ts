import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { capture, disposeIdleSessions, loadBackend } from '../../../lib/runtime';

/** What models do to their tensors; x has shape [4, 6], and each entry becomes its own graph. */
const FUNCTIONS: Record<string, (x: tf.Tensor2D) => tf.Tensor> = {
  arithmetic: (x) => x.add(1).sub(x.mul(2)).div(x.square().add(1)).neg().pow(tf.scalar(2)).maximum(x).minimum(3),
  elementwise: (x) =>
    tf.addN([x.exp(), x.abs().log(), x.abs().sqrt(), x.tanh(), x.sigmoid(), x.erf(), x.sin(), x.cos()]),
  activations: (x) => tf.addN([x.relu(), x.elu(), x.selu(), x.softplus(), x.leakyRelu(0.1), x.relu6(), x.softmax()]),
  'log softmax': (x) => x.logSoftmax(),
  reductions: (x) => tf.stack([x.sum(1), x.mean(1), x.max(1), x.min(1), x.logSumExp(1), x.norm('euclidean', 1)]),
  moments: (x) => tf.moments(x, 1).variance,
  shapes: (x) => tf.tile(x.reshape([2, 2, 6]).transpose([2, 0, 1]).expandDims(1), [1, 2, 1, 1]).squeeze(),
  pieces: (x) =>
    tf.concat(
      [
        ...tf.split(x, 3, 1),
        x.slice([1, 2], [3, 2]).pad([
          [0, 1],
          [0, 0],
        ]),
      ],
      1,
    ),
  'uneven pieces': (x) => tf.split(x, [1, 2, 3], 1)[2],
  stacks: (x) => tf.stack(tf.unstack(x, 1).reverse(), 0).reverse(1),
  products: (x) => x.matMul(x, false, true).matMul(x.add(1), false, false).dot(x.transpose()),
  'batched products': (x) => tf.matMul(x.reshape<tf.Tensor3D>([2, 2, 6]), x.reshape<tf.Tensor3D>([2, 2, 6]), true),
  gather: (x) => x.gather(tf.tensor1d([3, 0, 3], 'int32')),
  clip: (x) => x.clipByValue(-0.5, 0.5),
  'cumulative sum': (x) => x.cumsum(1),
  broadcasting: (x) =>
    x
      .sum(0)
      .broadcastTo([4, 6])
      .add(tf.fill([6], 2))
      .mul(tf.range(0, 6).div(6)),
  convolution: (x) => tf.conv1d(x.reshape<tf.Tensor3D>([1, 12, 2]), tf.ones([3, 2, 4]), 1, 'same').relu(),
  'convolution and pooling': (x) =>
    tf.maxPool(tf.conv2d(x.reshape<tf.Tensor4D>([1, 4, 6, 1]), tf.ones([3, 3, 1, 2]), 1, 'same'), 2, 2, 'valid'),
  'transposed convolution': (x) =>
    tf.conv2dTranspose(x.reshape<tf.Tensor4D>([1, 4, 6, 1]), tf.ones([2, 2, 3, 1]), [1, 8, 12, 3], 2, 'same'),
};

/** Functions for which tfjs has no gradient. */
const WITHOUT_GRADIENT: typeof FUNCTIONS = {
  where: (x) => tf.where(x.greater(0), x.mul(2), tf.zerosLike(x)),
  comparisons: (x) => x.less(1).logicalAnd(x.notEqual(2)).logicalOr(x.greaterEqual(1).logicalNot()).toFloat().mul(x),
  'arg max': (x) => tf.oneHot(x.argMax(1).toInt(), 6).toFloat().mul(x),
};

describe('captured operations', () => {
  before(() => loadBackend());
  afterEach(disposeIdleSessions);

  for (const [name, f] of Object.entries({ ...FUNCTIONS, ...WITHOUT_GRADIENT })) {
    const loss = (x: tf.Tensor) =>
      f(x as tf.Tensor2D)
        .square()
        .mean<tf.Scalar>();
    it(name, () => {
      const step = (x: tf.Tensor) => [f(x as tf.Tensor2D), ...(name in FUNCTIONS ? [tf.grad(loss)(x)] : [])];
      const captured = capture(step, { name, warn: (line) => assert.fail(line) });
      tf.tidy(() => {
        captured.run(tf.randomNormal([4, 6], 0, 1, 'float32', 1));
        const x = tf.randomNormal([4, 6], 0, 1, 'float32', 2);
        const [actual, expected] = [captured.run(x), step(x)].map((tensors) => tensors.map((t) => [...t.dataSync()]));
        expected.forEach((values, i) => {
          const largest = Math.max(...values.map(Math.abs), 1e-6);
          values.forEach((value, k) => assert.ok(Math.abs(actual[i][k] - value) <= 1e-5 * largest));
        });
      });
      captured.dispose();
    });
  }
});
