import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import {
  AnomalyTransformer,
  paperAnomalyTransformerConfig,
  parameterCount,
  smallAnomalyTransformerConfig,
  type AnomalyTransformerConfig,
  type OfficialWeights,
} from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { scoreWindows } from '../../lib/scoring';
import { fit } from '../../lib/training';
import { anomalyTransformer as official } from '../fixtures/anomaly-transformer.json';
import { anomalyTransformer as torch } from '../fixtures/torch-models.json';
import { assertClose } from '../support/numeric';
import { assertAgreesWithTorch } from '../support/torch-models';
import { assertTrainsAsGraph } from '../support/captured-training';
import { assertSeeded } from '../support/detector';
import { sineWindows } from '../support/windows';

const tiny = { windowSize: 6, features: 3, modelDim: 8, heads: 2, layers: 2, feedForwardDim: 12 };
const minimax = { ...tiny, objective: 'minimax', discrepancyWeight: 3, score: 'weighted-error' } as const;
const officialConfig: Partial<AnomalyTransformerConfig> = {
  ...paperAnomalyTransformerConfig,
  windowSize: official.config.window,
  features: official.config.features,
  modelDim: official.config.dModel,
  heads: official.config.heads,
  layers: official.config.layers,
  feedForwardDim: official.config.dFf,
  temperature: official.config.temperature,
};

const windowsOf = (count: number) => tf.randomNormal<tf.Rank.R3>([count, 6, 3], 0, 1, 'float32', 1);

/** Gradients of a scalar with respect to all variables of a model, by the variables' order. */
function gradients(model: AnomalyTransformer, loss: () => tf.Scalar): tf.Tensor[] {
  const { grads } = tf.variableGrads(loss, model.variables);
  return model.variables.map((variable) => grads[variable.name]);
}

describe('AnomalyTransformer', () => {
  before(() => loadBackend());

  it('reproduces the official forward pass from official weights: reconstruction and score of every step', () => {
    const model = new AnomalyTransformer(officialConfig);
    model.loadOfficialWeights(official.weights);
    tf.tidy(() => {
      const x = tf.tensor3d(official.x);
      assertClose(model.reconstruct(x), tf.tensor(official.reconstruction), 1e-4);
      assertClose(model.stepScores(x), tf.tensor(official.score), 1e-4);
      assertClose(model.anomalyScore(x), tf.tensor(official.score).sum(1), 1e-4);
    });
    model.dispose();
  });

  it('says which official weight is missing, of another shape or of another architecture', () => {
    const weights = official.weights as OfficialWeights;
    const model = new AnomalyTransformer(officialConfig);
    const { 'projection.bias': bias, ...rest } = weights;
    assert.throws(
      () => model.loadOfficialWeights(rest),
      /expected 'projection.bias' among the official weights, found none/,
    );
    const wrong = { ...rest, 'projection.bias': { ...bias, shape: [4] } };
    assert.throws(() => model.loadOfficialWeights(wrong), /'projection.bias' of shape \[5\]; found \[4\]/);
    model.dispose();
    const linear = new AnomalyTransformer({ ...officialConfig, embedding: 'linear' });
    assert.throws(() => linear.loadOfficialWeights(weights), /need embedding 'token-convolution'.*found 'linear'/);
    linear.dispose();
  });

  it("agrees with the report's PyTorch twin in reconstruction, joint loss and gradients", () => {
    const model = new AnomalyTransformer(tiny);
    assertAgreesWithTorch(model, torch, true);
    model.dispose();
  });

  it('has the parameters of its PyTorch twin, minus the biases of keys, which cancel', () => {
    const [small, one] = [new AnomalyTransformer(smallAnomalyTransformerConfig), new AnomalyTransformer({ layers: 1 })];
    assert.equal(parameterCount(small), torch.smallParameters - 3 * 128);
    assert.equal(parameterCount(one), torch.parametersByLayers[1] - 512);
    for (const model of [small, one]) model.dispose();
  });

  it('moves in each minimax phase only what that phase may move', () => {
    // One layer, so that no path leads around through a later one. Without reconstruction, the discrepancy is left.
    const model = new AnomalyTransformer({ ...minimax, layers: 1 });
    tf.tidy(() => {
      const x = windowsOf(3);
      const error = () => model.reconstruct(x).sub(x).square().mean<tf.Scalar>();
      const ofPhase = (phase: 'minimise' | 'maximise') =>
        gradients(model, () => model.phaseLoss(x, phase).sub<tf.Scalar>(error()));
      const largest = (gradient: tf.Tensor) => gradient.abs().max().dataSync()[0];
      // Variables: 0, 1 embedding; 2, 3 query, key and value; 4, 5 sigma; then what follows the associations.
      const [minimise, maximise] = [ofPhase('minimise').map(largest), ofPhase('maximise').map(largest)];
      const moved = (gradient: number[]) => gradient.map((size) => size > 1e-5);
      const after = new Array<boolean>(model.variables.length - 6).fill(false);
      assert.deepEqual(moved(minimise), [true, true, false, false, true, true, ...after]);
      assert.deepEqual(moved(maximise), [true, true, true, true, false, false, ...after]);
    });
    model.dispose();
  });

  it('takes both phases in one backward pass', () => {
    const model = new AnomalyTransformer(minimax);
    tf.tidy(() => {
      const x = windowsOf(3);
      const both = gradients(model, () => model.loss(x, { training: true }));
      const sum = gradients(model, () => model.phaseLoss(x, 'minimise').add(model.phaseLoss(x, 'maximise')));
      both.forEach((gradient, i) => assertClose(gradient, sum[i], 1e-4));
      const error = model.reconstruct(x).sub(x).square().mean();
      assertClose(model.loss(x, { training: true }), error.mul(2), 1e-6);
    });
    model.dispose();
  });

  it('raises the discrepancy where minimise alone lowers it', () => {
    const model = new AnomalyTransformer({ ...minimax, layers: 1, score: 'discrepancy' });
    tf.tidy(() => {
      const x = windowsOf(8);
      const discrepancy = () => model.anomalyScore(x).mean().dataSync()[0];
      const step = (phase: 'minimise' | 'maximise') => {
        const before = discrepancy();
        const slopes = gradients(model, () => model.phaseLoss(x, phase));
        model.variables.forEach((variable, i) => variable.assign(variable.sub(slopes[i].mul(1e-3))));
        return discrepancy() - before;
      };
      assert.ok(step('minimise') < 0);
      assert.ok(step('maximise') > 0);
    });
    model.dispose();
  });

  for (const score of ['discrepancy', 'weighted-error'] as const) {
    it(`learns normal windows and scores a planted anomaly highest by ${score}`, async () => {
      const normal = sineWindows();
      const sizes = { windowSize: 8, features: 3, modelDim: 16, heads: 2, layers: 2, feedForwardDim: 16 };
      const model = new AnomalyTransformer({ ...sizes, score });
      const history = await fit(model, { train: normal, validation: normal }, { epochs: 8, learningRate: 3e-3 });
      assert.ok(history.validationLoss.at(-1)! < 0.5 * history.validationLoss[0], String(history.validationLoss));
      const planted = 17;
      const values = normal.values.slice();
      for (let i = 0; i < 24; i++) values[planted * 24 + i] += 2.5 * (i % 2 ? 1 : -1);
      const scores = scoreWindows(model, { ...normal, values });
      assert.equal(scores.indexOf(Math.max(...scores)), planted);
      model.dispose();
    });
  }

  it('gives the same loss and scores in parts as at once, and maps whose rows sum to one', () => {
    const model = new AnomalyTransformer({ ...tiny, windowSize: 256, layers: 1 });
    tf.tidy(() => {
      // 32 windows of this size fit at once: 2 heads of 2^16 elements each.
      const x = tf.randomNormal<tf.Rank.R3>([33, 256, 3], 0, 1, 'float32', 1);
      const [first, last] = [x.slice(0, 32), x.slice(32, 1)];
      assertClose(model.anomalyScore(x), tf.concat([model.anomalyScore(first), model.anomalyScore(last)]), 1e-5);
      const loss = (part: tf.Tensor3D) => model.loss(part, { training: false }).dataSync()[0];
      const expected = (32 * loss(first) + loss(last)) / 33;
      assert.ok(Math.abs(loss(x) - expected) < 1e-5 * expected);
      const maps = model.associations(last);
      assert.equal(maps.length, 1);
      for (const map of maps.flatMap(({ series, prior }) => [series, prior])) {
        assert.deepEqual(map.shape, [1, 2, 256, 256]);
        assert.ok(map.sum(3).sub(1).abs().max().dataSync()[0] < 1e-4);
      }
    });
    model.dispose();
  });

  for (const config of [tiny, minimax]) {
    it(`trains as a graph with the ${'objective' in config ? config.objective : 'joint'} objective`, async () => {
      await assertTrainsAsGraph(new AnomalyTransformer({ ...config, layers: 1 }), sineWindows({ windowSize: 6 }));
    });
  }

  it('trains to the same weights for the same seed and leaves nothing behind', async () => {
    const windows = sineWindows({ length: 100, windowSize: 6 });
    const make = (seed: number) => {
      return new AnomalyTransformer({ ...minimax, embedding: 'token-convolution', finalNorm: true, seed });
    };
    await assertSeeded(make, windows);
  });

  it('refuses windows of another shape', () => {
    const model = new AnomalyTransformer(tiny);
    const windows = tf.zeros<tf.Rank.R3>([1, 5, 3]);
    assert.throws(
      () => model.anomalyScore(windows),
      /anomaly-transformer: expected windows of shape \[batch, 6, 3\]; found \[1, 5, 3\]/,
    );
    tf.dispose(windows);
    model.dispose();
  });
});
