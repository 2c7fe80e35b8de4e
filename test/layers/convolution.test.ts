import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { Convolution, TransposedConvolution } from '../../lib/layers';
import { loadBackend } from '../../lib/runtime';
import { assertClose } from '../support/numeric';

describe('convolutions', () => {
  before(() => loadBackend());

  it('sum the neighbours of each pixel, and halve the sides with stride 2', () => {
    const layer = new Convolution({ inputs: 1, outputs: 1, kernelSize: 2, stride: 2 }, new Random(0));
    tf.tidy(() => {
      layer.kernel.assign(tf.tensor4d([1, 10, 100, 1000], [2, 2, 1, 1]));
      layer.bias.assign(tf.tensor1d([0.5]));
      const x = tf.range(0, 16).reshape<tf.Tensor4D>([1, 4, 4, 1]);
      const corner = (at: number) => at + 10 * (at + 1) + 100 * (at + 4) + 1000 * (at + 5) + 0.5;
      assertClose(layer.apply(x), tf.tensor4d([0, 2, 8, 10].map(corner), [1, 2, 2, 1]), 1e-6);
    });
    tf.dispose(layer.variables);
  });

  it('transposed, equal the gradient of a convolution, and double the sides with stride 2', () => {
    const sizes = { kernelSize: 4, stride: 2 };
    const back = new TransposedConvolution({ inputs: 3, outputs: 2, ...sizes }, new Random(0));
    const forth = new Convolution({ inputs: 2, outputs: 3, ...sizes }, new Random(1));
    tf.tidy(() => {
      forth.kernel.assign(back.kernel.clone());
      const dy = tf.randomNormal<tf.Rank.R4>([2, 3, 3, 3], 0, 1, 'float32', 1);
      const dx = tf.grad((x) => forth.apply(x as tf.Tensor4D))(tf.zeros([2, 6, 6, 2]), dy);
      assertClose(back.apply(dy).sub(back.bias), dx, 1e-5);
      assert.deepEqual(back.apply(dy).shape, [2, 6, 6, 2]);
    });
    tf.dispose([...back.variables, ...forth.variables]);
  });
});
