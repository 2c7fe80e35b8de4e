import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { LstmAttention, parameterCount } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { scoreWindows } from '../../lib/scoring';
import { fit } from '../../lib/training';
import { lstmAttention as torch } from '../fixtures/torch-models.json';
import { assertAgreesWithTorch } from '../support/torch-models';
import { assertTrainsAsGraph } from '../support/captured-training';
import { assertSeeded } from '../support/detector';
import { sineWindows } from '../support/windows';

const small = { windowSize: 5, features: 3, hiddenUnits: 6, bottleneckUnits: 4 };

describe('LstmAttention', () => {
  before(() => loadBackend());

  it('agrees with its PyTorch twin in reconstruction, loss and gradients', () => {
    const model = new LstmAttention(small);
    assertAgreesWithTorch(model, torch, true);
    model.dispose();
  });

  it('has the parameters of its PyTorch twin, minus the biases that PyTorch doubles', () => {
    const model = new LstmAttention();
    // A second bias in each LSTM (128, 32 and 32 units) and beside the query's (32), and the scorer's, which cancels.
    assert.equal(parameterCount(model), torch.parameters - 4 * (128 + 32 + 32) - 32 - 1);
    model.dispose();
  });

  it('shows what each step attended to', () => {
    const model = new LstmAttention(small);
    tf.tidy(() => {
      const attention = model.attention(tf.randomNormal<tf.Rank.R3>([2, 5, 3], 0, 1, 'float32', 1));
      assert.deepEqual(attention.shape, [2, 5, 5]);
      assert.ok(attention.sum(2).sub(1).abs().max().dataSync()[0] < 1e-5);
      assert.ok(attention.min().dataSync()[0] > 0);
    });
    model.dispose();
  });

  it('learns normal windows and scores a planted anomaly highest', async () => {
    const normal = sineWindows();
    const model = new LstmAttention({ windowSize: 8, features: 3, hiddenUnits: 16, bottleneckUnits: 8 });
    const history = await fit(model, { train: normal, validation: normal }, { epochs: 12, learningRate: 2e-2 });
    assert.ok(history.validationLoss.at(-1)! < 0.5 * history.validationLoss[0], String(history.validationLoss));
    const planted = 17;
    const values = normal.values.slice();
    for (let i = 0; i < 24; i++) values[planted * 24 + i] += 2.5;
    const scores = scoreWindows(model, { ...normal, values });
    assert.equal(scores.indexOf(Math.max(...scores)), planted);
    model.dispose();
  });

  it('trains as a graph', async () => {
    const sizes = { windowSize: 4, features: 3, hiddenUnits: 6, bottleneckUnits: 4 };
    await assertTrainsAsGraph(new LstmAttention(sizes), sineWindows({ windowSize: 4 }));
  });

  it('trains to the same weights for the same seed and leaves nothing behind', async () => {
    const windows = sineWindows({ length: 100 });
    const make = (seed: number) => {
      return new LstmAttention({ windowSize: 8, features: 3, hiddenUnits: 6, bottleneckUnits: 4, seed });
    };
    await assertSeeded(make, windows);
  });

  it('refuses windows of another shape', () => {
    const model = new LstmAttention(small);
    const windows = tf.zeros<tf.Rank.R3>([1, 5, 2]);
    assert.throws(
      () => model.anomalyScore(windows),
      /lstm-attention: expected windows of shape \[batch, 5, 3\]; found \[1, 5, 2\]/,
    );
    tf.dispose(windows);
    model.dispose();
  });
});
