import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { LstmAutoencoder, parameterCount, type LstmAutoencoderConfig } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { fit } from '../../lib/training';
import { lstmAutoencoder as torch, lstmAutoencoderHiddenAndCell } from '../fixtures/torch-autoencoders.json';
import { assertTrainsAsGraph } from '../support/captured-training';
import { assertSeeded } from '../support/detector';
import { assertFindsPlanted } from '../support/planted-anomaly';
import { assertAgreesWithTorch } from '../support/torch-models';
import { sineWindows } from '../support/windows';

const small: Partial<LstmAutoencoderConfig> = { windowSize: 5, features: 2, hiddenUnits: 4, latentDim: 3 };
const sines: Partial<LstmAutoencoderConfig> = { windowSize: 8, features: 3, hiddenUnits: 12, latentDim: 4 };

describe('LstmAutoencoder', () => {
  before(() => loadBackend());

  it("agrees with the chapter's model in PyTorch in reconstruction, loss and gradients", () => {
    const model = new LstmAutoencoder(small);
    assertAgreesWithTorch(model, torch, true);
    model.dispose();
  });

  it('agrees with PyTorch if h and c of every layer come from the latent vector', () => {
    const model = new LstmAutoencoder({ ...small, initialState: 'hidden-and-cell' });
    assertAgreesWithTorch(model, lstmAutoencoderHiddenAndCell, true);
    model.dispose();
  });

  it("has the parameters of the chapter's architecture, minus the second bias of each LSTM in PyTorch", () => {
    const model = new LstmAutoencoder();
    assert.equal(parameterCount(model), torch.parameters - torch.secondBiases);
    model.dispose();
  });

  it('reconstructs from the latent vector alone, with any number of layers', () => {
    for (const layers of [1, 3]) {
      const model = new LstmAutoencoder({ ...small, layers });
      tf.tidy(() => {
        const windows = tf.randomNormal<tf.Rank.R3>([3, 5, 2], 0, 1, 'float32', 1);
        const z = model.encode(windows);
        assert.deepEqual(z.shape, [3, 3]);
        assert.deepEqual(model.decode(z).shape, [3, 5, 2]);
        assert.deepEqual(model.decode(z).dataSync(), model.reconstruct(windows).dataSync());
        assert.deepEqual(model.anomalyScore(windows).shape, [3]);
      });
      model.dispose();
    }
  });

  it('learns normal windows and scores a planted anomaly highest', async () => {
    const normal = sineWindows();
    const model = new LstmAutoencoder(sines);
    const options = { epochs: 12, learningRate: 2e-2, batchSize: 10 };
    const history = await fit(model, { train: normal, validation: normal }, options);
    assert.ok(history.validationLoss.at(-1)! < 0.6 * history.validationLoss[0], String(history.validationLoss));
    assertFindsPlanted(model, normal);
    model.dispose();
  });

  it('trains to the same weights for the same seed and leaves nothing behind', async () => {
    await assertSeeded((seed) => new LstmAutoencoder({ ...sines, seed }), sineWindows({ length: 100 }));
  });

  it('trains as a graph', async () => {
    await assertTrainsAsGraph(
      new LstmAutoencoder({ ...sines, windowSize: 4, hiddenUnits: 6 }),
      sineWindows({ windowSize: 4 }),
    );
  });

  it('refuses a stack of no layers, holding no tensor, and windows of another shape', () => {
    const before = tf.memory().numTensors;
    assert.throws(() => new LstmAutoencoder({ layers: 0 }), /lstm-autoencoder\.layers must be .*, found 0/);
    assert.equal(tf.memory().numTensors, before);
    const model = new LstmAutoencoder(small);
    const windows = tf.zeros<tf.Rank.R3>([1, 4, 2]);
    assert.throws(
      () => model.anomalyScore(windows),
      /lstm-autoencoder: expected windows of shape \[batch, 5, 2\]; found \[1, 4, 2\]/,
    );
    tf.dispose(windows);
    model.dispose();
  });
});
