import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { makeSeries, slidingWindows } from '../../lib/data';
import { Random } from '../../lib/base';
import { KlAnnealing, parameterCount, Vae, type VaeConfig } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { scoreWindows } from '../../lib/scoring';
import { fit } from '../../lib/training';
import { vae as torch } from '../fixtures/torch-models.json';
import { assertAgreesWithTorch } from '../support/torch-models';
import { assertTrainsAsGraph } from '../support/captured-training';
import { assertSeeded } from '../support/detector';
import { sineWindows } from '../support/windows';

const small: Partial<VaeConfig> = { features: 5, hiddenUnits: [7, 6], latentDim: 3 };

/** Draws rows of features that all follow one hidden factor. */
function correlatedRows(count = 256, features = 6) {
  const random = new Random(1);
  const values = new Float64Array(count * features);
  for (let row = 0; row < count; row++) {
    const factor = random.normal();
    for (let k = 0; k < features; k++) values[row * features + k] = factor * (k % 2 ? 1 : -1) + random.normal(0, 0.1);
  }
  return slidingWindows(makeSeries({ name: 'rows', values, features }), { windowSize: 1, stride: 1 });
}

const meanLoss = (model: Vae, x: tf.Tensor3D, training = false) =>
  tf.tidy(() => model.loss(x, { training }).dataSync()[0]);

describe('Vae', () => {
  before(() => loadBackend());

  it('agrees with its PyTorch twin in reconstruction, loss and gradients', () => {
    const model = new Vae({ ...small, beta: 1 });
    assertAgreesWithTorch(model, torch, false);
    model.dispose();
  });

  it("has the parameters of the report's architecture", () => {
    const model = new Vae();
    assert.equal(parameterCount(model), torch.parameters);
    model.dispose();
  });

  it('weighs KL as the evidence bound does, beside a mean error and beside a sum', () => {
    const betaOf = (config: Partial<VaeConfig>) => {
      const model = new Vae({ ...small, ...config });
      model.dispose();
      return model.config.beta;
    };
    assert.equal(betaOf({ windowSize: 4 }), 2 / 20);
    assert.equal(betaOf({ windowSize: 4, beta: undefined }), 2 / 20);
    assert.equal(betaOf({ windowSize: 4, beta: 0.3 }), 0.3);
    assert.equal(betaOf({ windowSize: 4, reconstruction: 'bce', outputActivation: 'sigmoid' }), 1);
  });

  it('sees a window as one vector: shapes of rows, windows and their latent means', () => {
    const model = new Vae({ ...small, windowSize: 4, features: 2 });
    tf.tidy(() => {
      const windows = tf.randomNormal<tf.Rank.R3>([3, 4, 2], 0, 1, 'float32', 1);
      assert.deepEqual(model.reconstruct(windows).shape, [3, 4, 2]);
      assert.deepEqual(model.encode(windows).mu.shape, [3, 3]);
      assert.deepEqual(model.anomalyScore(windows).shape, [3]);
    });
    model.dispose();
  });

  it('measures pixels by the binary cross-entropy summed over them, and adds KL to the score when asked', () => {
    const config: Partial<VaeConfig> = { ...small, reconstruction: 'bce', outputActivation: 'sigmoid' };
    const [plain, withKl] = [new Vae(config), new Vae({ ...config, scoreBeta: 2 })];
    tf.tidy(() => {
      const x = tf.randomUniform<tf.Rank.R3>([3, 1, 5], 0, 1, 'float32', 1);
      const [target, output] = [x.dataSync(), plain.reconstruct(x).dataSync()];
      const terms = Array.from(target, (t, i) => -t * Math.log(output[i]) - (1 - t) * Math.log(1 - output[i]));
      const errors = [0, 5, 10].map((start) => terms.slice(start, start + 5).reduce((sum, term) => sum + term, 0));
      const { mu, logVar } = plain.encode(x);
      const [m, s] = [mu.arraySync(), logVar.arraySync()];
      const kl = m.map((row, i) => row.reduce((sum, v, j) => sum - 0.5 * (1 + s[i][j] - v * v - Math.exp(s[i][j])), 0));
      const [scores, klScores] = [plain, withKl].map((model) => model.anomalyScore(x).dataSync());
      errors.forEach((error, i) => {
        assert.ok(Math.abs(scores[i] - error) < 1e-4, `${scores[i]} for ${error}`);
        assert.ok(Math.abs(klScores[i] - error - 2 * kl[i]) < 1e-4, `${klScores[i]}`);
      });
      const expected = errors.map((error, i) => error + kl[i]).reduce((sum, value) => sum + value) / 3;
      assert.ok(Math.abs(meanLoss(plain, x) - expected) < 1e-4);
    });
    for (const model of [plain, withKl]) model.dispose();
    assert.throws(() => new Vae({ reconstruction: 'bce' }), /'bce' needs outputActivation 'sigmoid'/);
  });

  it('leaves KL out of the first annealed training step, and adds it later', () => {
    const klAnnealing = { shape: 'linear', steps: 2 } as const;
    const [whole, annealed] = [{}, { klAnnealing }].map((more) => new Vae({ ...small, beta: 1, ...more }));
    const x = tf.randomNormal<tf.Rank.R3>([4, 1, 5], 0, 1, 'float32', 1);
    const kl = tf.tidy(() => {
      const { mu, logVar } = whole.encode(x);
      return logVar.exp().add(mu.square()).sub(1).sub(logVar).sum(1).mean().mul(0.5).dataSync()[0];
    });
    for (const missing of [1, 0.5, 0, 0]) {
      const difference = meanLoss(whole, x, true) - meanLoss(annealed, x, true);
      assert.ok(Math.abs(difference - missing * kl) < 1e-5, `${difference} for ${missing * kl}`);
    }
    assert.ok(Math.abs(meanLoss(whole, x) - meanLoss(annealed, x)) < 1e-6);
    for (const model of [whole, annealed]) model.dispose();
    x.dispose();
  });

  it('scores a row that breaks the correlation highest', async () => {
    const rows = correlatedRows();
    const model = new Vae({ features: 6, hiddenUnits: [16], latentDim: 2, beta: 0.01 });
    const history = await fit(model, { train: rows, validation: rows }, { epochs: 12, learningRate: 1e-2 });
    assert.ok(history.validationLoss.at(-1)! < 0.5 * history.validationLoss[0], String(history.validationLoss));
    const values = rows.values.slice();
    const planted = 40;
    values[planted * 6 + 2] = -values[planted * 6 + 2] - 2 * Math.sign(values[planted * 6 + 2]);
    const scores = scoreWindows(model, { ...rows, values });
    assert.equal(scores.indexOf(Math.max(...scores)), planted);
    model.dispose();
  });

  it('trains as a graph while the KL term gains its weight', async () => {
    const klAnnealing = { shape: 'linear', steps: 60 } as const;
    const sizes = { windowSize: 8, features: 3, hiddenUnits: [8], latentDim: 2, beta: 0.01 };
    await assertTrainsAsGraph(new Vae({ ...sizes, klAnnealing }), sineWindows());
  });

  it('trains to the same weights for the same seed and leaves nothing behind', async () => {
    const windows = sineWindows();
    const make = (seed: number) => {
      const klAnnealing = { shape: 'cyclical', steps: 4 } as const;
      return new Vae({ windowSize: 8, features: 3, hiddenUnits: [8], latentDim: 2, klAnnealing, seed });
    };
    await assertSeeded(make, windows);
  });

  it('refuses windows of another shape', () => {
    const model = new Vae(small);
    const windows = tf.zeros<tf.Rank.R3>([1, 1, 4]);
    assert.throws(
      () => model.anomalyScore(windows),
      /vae: expected windows of shape \[batch, 1, 5\]; found \[1, 1, 4\]/,
    );
    tf.dispose(windows);
    model.dispose();
  });
});

describe('KlAnnealing', () => {
  before(() => loadBackend());

  it('rises once, or once in every cycle', () => {
    const shares = (shape: 'linear' | 'cyclical') => {
      const annealing = new KlAnnealing({ shape, steps: 4 });
      const values = Array.from({ length: 9 }, () => tf.tidy(() => annealing.next().dataSync()[0]));
      annealing.dispose();
      return values;
    };
    assert.deepEqual(shares('linear'), [0, 0.25, 0.5, 0.75, 1, 1, 1, 1, 1]);
    assert.deepEqual(shares('cyclical'), [0, 0.5, 1, 1, 0, 0.5, 1, 1, 0]);
    assert.throws(() => new KlAnnealing({ shape: 'linear', steps: 0 }), /klAnnealing.steps must be .*found 0/);
  });
});
