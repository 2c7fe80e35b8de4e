import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { Autoencoder, parameterCount, type AutoencoderConfig } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { fit } from '../../lib/training';
import { autoencoder as torch } from '../fixtures/torch-autoencoders.json';
import { assertTrainsAsGraph } from '../support/captured-training';
import { assertSeeded } from '../support/detector';
import { assertClose } from '../support/numeric';
import { assertFindsPlanted } from '../support/planted-anomaly';
import { assertAgreesWithTorch } from '../support/torch-models';
import { sineWindows } from '../support/windows';

const small: Partial<AutoencoderConfig> = { features: 6, hiddenUnits: [7, 5], latentDim: 4 };
const sines: Partial<AutoencoderConfig> = {
  windowSize: 8,
  features: 3,
  hiddenUnits: [16],
  latentDim: 4,
  latentActivation: 'linear',
  outputActivation: 'linear',
};

const meanLoss = (model: Autoencoder, x: tf.Tensor3D, training: boolean) =>
  tf.tidy(() => model.loss(x, { training }).dataSync()[0]);

describe('Autoencoder', () => {
  before(() => loadBackend());

  it("agrees with the chapter's model in PyTorch in reconstruction, loss and gradients", () => {
    const model = new Autoencoder(small);
    assertAgreesWithTorch(model, torch, true);
    model.dispose();
  });

  it("has the parameters of the chapter's architecture", () => {
    const model = new Autoencoder();
    assert.equal(parameterCount(model), torch.parameters);
    model.dispose();
  });

  it('sees a window as one vector: shapes of windows, codes and scores; a ReLU code is not negative, a linear one may be', () => {
    const models = (['relu', 'linear'] as const).map((latentActivation) => {
      return new Autoencoder({ ...small, windowSize: 4, features: 2, latentActivation });
    });
    const lowest = models.map((model) =>
      tf.tidy(() => {
        const windows = tf.randomNormal<tf.Rank.R3>([64, 4, 2], 0, 1, 'float32', 1);
        const z = model.encode(windows);
        assert.deepEqual(z.shape, [64, 4]);
        assert.deepEqual(model.decode(z).dataSync(), model.reconstruct(windows).dataSync());
        assert.deepEqual(model.reconstruct(windows).shape, [64, 4, 2]);
        assert.deepEqual(model.anomalyScore(windows).shape, [64]);
        return z.min().dataSync()[0];
      }),
    );
    assert.equal(lowest[0], 0);
    assert.ok(lowest[1] < 0);
    for (const model of models) model.dispose();
  });

  it('scores by the mean squared error, or the binary cross-entropy summed', () => {
    const [mse, bce] = [new Autoencoder(small), new Autoencoder({ ...small, reconstruction: 'bce' })];
    tf.tidy(() => {
      const x = tf.randomUniform<tf.Rank.R3>([2, 1, 6], 0, 1, 'float32', 1);
      const [target, output] = [x.dataSync<'float32'>(), mse.reconstruct(x).dataSync<'float32'>()];
      const sums = (term: (t: number, s: number) => number) =>
        [0, 6].map((start) =>
          target.slice(start, start + 6).reduce((sum, t, i) => sum + term(t, output[start + i]), 0),
        );
      const squares = sums((t, s) => (t - s) ** 2 / 6);
      const entropies = sums((t, s) => -t * Math.log(s) - (1 - t) * Math.log(1 - s));
      const scores = [mse, bce].map((model) => [...model.anomalyScore(x).dataSync()]);
      [squares, entropies].forEach((expected, k) =>
        expected.forEach((value, i) => assert.ok(Math.abs(scores[k][i] - value) < 1e-5, `${scores[k][i]}, ${value}`)),
      );
      assert.ok(Math.abs(meanLoss(mse, x, false) - (squares[0] + squares[1]) / 2) < 1e-6);
    });
    for (const model of [mse, bce]) model.dispose();
  });

  it('adds the sum of the code to the loss where it is sparse, and not to the score', () => {
    const shape: Partial<AutoencoderConfig> = {
      features: 2,
      hiddenUnits: [],
      latentDim: 2,
      outputActivation: 'linear',
    };
    const model = new Autoencoder({ ...shape, sparsity: 0.1 });
    tf.tidy(() => {
      // Code and output are copies of the input, but for the ReLU of the code.
      const [identity, zeros] = [tf.eye(2), tf.zeros([2])];
      model.variables.forEach((variable, i) => variable.assign(i % 2 === 0 ? identity : zeros));
      const x = tf.tensor3d([1, 2, 3, -1], [2, 1, 2]);
      // Codes [1, 2] and [3, 0]: error 1 of 4 values, sums 3 and 3.
      const latentBias = model.variables[1];
      const { value, grads } = tf.variableGrads(() => model.loss(x, { training: true }), [latentBias]);
      assertClose(value, tf.scalar(0.25 + 0.1 * 3), 1e-6);
      // The error moves no active unit; the penalty moves each by the share of samples in which it is active.
      assertClose(grads[latentBias.name], tf.tensor1d([0.1, 0.05]), 1e-6);
      assertClose(model.anomalyScore(x), tf.tensor1d([0, 0.5]), 1e-6);
    });
    model.dispose();
  });

  it('applies its hidden activation after each hidden layer', () => {
    const activations = {
      relu: Math.max.bind(null, 0),
      sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
      tanh: Math.tanh,
    };
    for (const [name, apply] of Object.entries(activations)) {
      const hiddenActivation = name as AutoencoderConfig['hiddenActivation'];
      const model = new Autoencoder({
        features: 1,
        hiddenUnits: [1],
        latentDim: 1,
        latentActivation: 'linear',
        outputActivation: 'linear',
        hiddenActivation,
      });
      tf.tidy(() => {
        model.variables.forEach((variable) => variable.assign(tf.fill(variable.shape, variable.rank === 2 ? 2 : 0)));
        const found = model.reconstruct(tf.tensor3d([-0.7, 0.4], [2, 1, 1]));
        // encoder and code: 2 f(2 x); decoder and output: 2 f(2 z)
        const expected = [-0.7, 0.4].map((x) => 2 * apply(2 * 2 * apply(2 * x)));
        assertClose(found, tf.tensor3d(expected, [2, 1, 1]), 1e-5);
      });
      model.dispose();
    }
  });

  it('drops hidden units only in training', () => {
    const [plain, dropping] = [new Autoencoder(small), new Autoencoder({ ...small, dropoutRate: 0.5 })];
    const x = tf.randomUniform<tf.Rank.R3>([4, 1, 6], 0, 1, 'float32', 1);
    const validation = meanLoss(plain, x, false);
    assert.equal(meanLoss(dropping, x, false), validation);
    assert.equal(meanLoss(plain, x, true), validation);
    const losses = [1, 2, 3].map(() => meanLoss(dropping, x, true));
    assert.equal(new Set([validation, ...losses]).size, 4, String(losses));
    for (const model of [plain, dropping]) model.dispose();
    x.dispose();
  });

  it('learns normal windows and scores a planted anomaly highest', async () => {
    const normal = sineWindows();
    const model = new Autoencoder({ ...sines, dropoutRate: 0.1 });
    const history = await fit(model, { train: normal, validation: normal }, { epochs: 20, learningRate: 1e-2 });
    assert.ok(history.validationLoss.at(-1)! < 0.5 * history.validationLoss[0], String(history.validationLoss));
    assertFindsPlanted(model, normal);
    model.dispose();
  });

  it('trains to the same weights for the same seed and leaves nothing behind', async () => {
    await assertSeeded((seed) => new Autoencoder({ ...sines, dropoutRate: 0.2, seed }), sineWindows());
  });

  it('trains as a graph: dropout, penalty and other activations included', async () => {
    await assertTrainsAsGraph(new Autoencoder({ ...sines, dropoutRate: 0.2 }), sineWindows());
    const others = { sparsity: 1e-3, hiddenActivation: 'tanh', latentActivation: 'relu' } as const;
    await assertTrainsAsGraph(new Autoencoder({ ...sines, ...others }), sineWindows());
    await assertTrainsAsGraph(new Autoencoder({ ...sines, hiddenActivation: 'sigmoid' }), sineWindows());
  });

  it('refuses a config out of range, without leaving a tensor, and windows of another shape', () => {
    const before = tf.memory().numTensors;
    assert.throws(
      () => new Autoencoder({ reconstruction: 'bce', outputActivation: 'linear' }),
      /autoencoder: reconstruction 'bce' needs outputActivation 'sigmoid'; found 'linear'/,
    );
    assert.throws(() => new Autoencoder({ dropoutRate: 1 }), /autoencoder\.dropoutRate must be .*, found 1/);
    assert.equal(tf.memory().numTensors, before);
    const model = new Autoencoder(small);
    const windows = tf.zeros<tf.Rank.R3>([1, 1, 4]);
    assert.throws(
      () => model.anomalyScore(windows),
      /autoencoder: expected windows of shape \[batch, 1, 6\]; found \[1, 1, 4\]/,
    );
    tf.dispose(windows);
    model.dispose();
  });
});
