import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { mnistOneClass } from '../../lib/data';
import { ConvolutionalAutoencoder, parameterCount, type ConvolutionalAutoencoderConfig } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { scoreWindows } from '../../lib/scoring';
import { fit } from '../../lib/training';
import { assertTrainsAsGraph } from '../support/captured-training';
import { assertSeeded } from '../support/detector';
import { assertClose } from '../support/numeric';
import { assertFindsPlanted } from '../support/planted-anomaly';
import { sineWindows } from '../support/windows';

const sines: Partial<ConvolutionalAutoencoderConfig> = {
  windowSize: 8,
  features: 3,
  channels: [4, 8],
  latentDim: 4,
  outputActivation: 'linear',
};

/** An image of plain numbers: [row][column][channel]. */
type Image = number[][][];

const zeros = (height: number, width: number, channels: number): Image =>
  Array.from({ length: height }, () => Array.from({ length: width }, () => new Array<number>(channels).fill(0)));

/** Reads a kernel or an image of four axes as nested arrays. */
const nested = (variable: tf.Tensor) => variable.arraySync() as number[][][][];
const flat = (variable: tf.Tensor) => [...variable.dataSync()];
const relu = (x: number) => Math.max(0, x);

/**
 * Goes through the pixels that a kernel of 4 with stride 2 joins: a small one and a large one at an offset of the kernel.
 * Of the zeros around the large image, the smaller half comes first.
 */
function joined(
  large: Image,
  small: Image,
  visit: (at: { y: number; x: number; Y: number; X: number; i: number; j: number }) => void,
): void {
  const before = (many: number, few: number) => Math.floor(((few - 1) * 2 + 4 - many) / 2);
  const [top, left] = [before(large.length, small.length), before(large[0].length, small[0].length)];
  small.forEach((row, y) =>
    row.forEach((_, x) => {
      for (let i = 0; i < 4; i++) {
        for (let j = 0; j < 4; j++) {
          const [Y, X] = [2 * y + i - top, 2 * x + j - left];
          if (large[Y]?.[X]) visit({ y, x, Y, X, i, j });
        }
      }
    }),
  );
}

function convolve(image: Image, kernel: number[][][][], bias: number[]): Image {
  const found = zeros(Math.ceil(image.length / 2), Math.ceil(image[0].length / 2), bias.length);
  joined(image, found, ({ y, x, Y, X, i, j }) =>
    image[Y][X].forEach((value, c) => bias.forEach((_, k) => (found[y][x][k] += value * kernel[i][j][c][k]))),
  );
  return found.map((row) => row.map((pixel) => pixel.map((value, k) => relu(value + bias[k]))));
}

function spread(image: Image, kernel: number[][][][], bias: number[]): Image {
  const found = zeros(2 * image.length, 2 * image[0].length, bias.length);
  joined(found, image, ({ y, x, Y, X, i, j }) =>
    image[y][x].forEach((value, c) => bias.forEach((_, k) => (found[Y][X][k] += value * kernel[i][j][k][c]))),
  );
  return found.map((row) => row.map((pixel) => pixel.map((value, k) => value + bias[k])));
}

const times = (row: number[], kernel: number[][], bias: number[]) =>
  bias.map((add, k) => row.reduce((sum, value, i) => sum + value * kernel[i][k], add));

describe('ConvolutionalAutoencoder', () => {
  before(() => loadBackend());

  it('computes what its equations say, in plain arithmetic, on an image of odd sides', () => {
    const model = new ConvolutionalAutoencoder({
      ...sines,
      windowSize: 5,
      features: 3,
      channels: [2, 3],
      latentDim: 4,
    });
    tf.tidy(() => {
      const x = tf.randomNormal<tf.Rank.R3>([1, 5, 3], 0, 1, 'float32', 1);
      const [k1, b1, k2, b2, kz, bz, ks, bs, t2, c2, t1, c1] = model.variables;
      const image = x.arraySync()[0].map((row) => row.map((value) => [value]));
      const small = convolve(convolve(image, nested(k1), flat(b1)), nested(k2), flat(b2)); // 5 x 3, 3 x 2, 2 x 1
      assert.deepEqual([small.length, small[0].length, small[0][0].length], [2, 1, 3]);
      const code = times(small.flat(2), kz.arraySync() as number[][], flat(bz));
      assertClose(model.encode(x), tf.tensor2d([code]), 1e-5);
      const start = times(code, ks.arraySync() as number[][], flat(bs)).map(relu);
      const begin = [0, 1].map((y) => [start.slice(3 * y, 3 * y + 3)]);
      const middle = spread(begin, nested(t2), flat(c2)).slice(0, 3); // 4 x 2, of which 3 x 2 are kept
      const active = middle.map((row) => row.map((pixel) => pixel.map(relu)));
      const large = spread(active, nested(t1), flat(c1)).slice(0, 5); // 6 x 4, of which 5 x 3 are kept
      const expected = large.map((row) => row.slice(0, 3).map(([value]) => value));
      assertClose(model.reconstruct(x), tf.tensor3d([expected]), 1e-5);
      const error = expected.flat().reduce((sum, value, i) => sum + (value - x.dataSync()[i]) ** 2 / 15, 0);
      assertClose(model.anomalyScore(x), tf.tensor1d([error]), 1e-5);
      assertClose(model.loss(x), tf.scalar(error), 1e-5);
    });
    model.dispose();
  });

  it('sees 784 values as an image of 28 by 28, and takes windows of any size', () => {
    const model = new ConvolutionalAutoencoder();
    // 4 * 4 * 16 + 16, 4 * 4 * 16 * 32 + 32, 7 * 7 * 32 to 32 and back, and the convolutions backwards
    const dense = 32 * 1568 + 32 + 32 * 1568 + 1568;
    assert.equal(parameterCount(model), 272 + 8224 + dense + (8192 + 16) + (256 + 1));
    model.dispose();
    for (const [windowSize, features] of [[1, 1], [1, 7], [3, 1], [9, 4]] as const) {
      const other = new ConvolutionalAutoencoder({ ...sines, windowSize, features });
      tf.tidy(() => {
        const windows = tf.ones<tf.Rank.R3>([2, windowSize, features]);
        assert.deepEqual(other.reconstruct(windows).shape, windows.shape);
        assert.deepEqual(other.encode(windows).shape, [2, 4]);
      });
      other.dispose();
    } // prettier-ignore
  });

  it('learns normal windows and scores a planted anomaly highest', async () => {
    const normal = sineWindows();
    const model = new ConvolutionalAutoencoder(sines);
    const history = await fit(model, { train: normal, validation: normal }, { epochs: 60, learningRate: 1e-2 });
    assert.ok(history.validationLoss.at(-1)! < 0.5 * history.validationLoss[0], String(history.validationLoss));
    assertFindsPlanted(model, normal);
    model.dispose();
  });

  it('tells one digit from another', async () => {
    const { train, test } = mnistOneClass({ normal: 1, anomalous: [0], seed: 0 });
    const windowsOf = ({ values, count, labels }: typeof train) => {
      return { values, count, labels, windowSize: 1, features: 784, stride: 1, starts: new Int32Array(count) };
    };
    const model = new ConvolutionalAutoencoder({ channels: [4, 8], latentDim: 8 });
    const images = windowsOf(train);
    await fit(model, { train: images, validation: images }, { epochs: 3, batchSize: 64, learningRate: 3e-3 });
    const scores = scoreWindows(model, windowsOf(test));
    const mean = (label: number) => {
      const own = scores.filter((_, i) => test.labels[i] === label);
      return own.reduce((sum, score) => sum + score, 0) / own.length;
    };
    assert.ok(mean(1) > 1.5 * mean(0), `${mean(1)}, ${mean(0)}`);
    model.dispose();
  });

  it('trains to the same weights for the same seed and leaves nothing behind', async () => {
    await assertSeeded((seed) => new ConvolutionalAutoencoder({ ...sines, seed }), sineWindows());
  });

  it('trains as a graph', async () => {
    await assertTrainsAsGraph(new ConvolutionalAutoencoder(sines), sineWindows());
  });

  it('refuses windows of another shape', () => {
    const model = new ConvolutionalAutoencoder(sines);
    const windows = tf.zeros<tf.Rank.R3>([1, 1, 24]);
    assert.throws(
      () => model.anomalyScore(windows),
      /convolutional-autoencoder: expected windows of shape \[batch, 8, 3\]; found \[1, 1, 24\]/,
    );
    tf.dispose(windows);
    model.dispose();
  });
});
