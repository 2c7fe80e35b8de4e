import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { AnoGan, parameterCount, shallowAnoGanConfig, type AnoGanConfig } from '../../lib/models';
import { capture } from '../../lib/runtime';
import { image, itIsAdversarial, small as sizes, weightsOf } from '../support/adversarial';

const small: Partial<AnoGanConfig> = { ...sizes, learningRate: 1e-3, searchSteps: 100, searchRate: 0.05 };

describe('AnoGan', () => {
  itIsAdversarial((config) => new AnoGan({ ...small, ...config }), {
    toy: { hiddenUnits: [32, 32] },
    checkHistory: ({ phaseLosses }) => assert.deepEqual(Object.keys(phaseLosses), ['discriminator', 'generator']),
  });

  it("has the parameters of the chapter's generator and discriminator", () => {
    const model = new AnoGan();
    const dense = (inputs: number, outputs: number) => (inputs + 1) * outputs;
    const generator = dense(100, 256) + dense(256, 512) + dense(512, 784);
    assert.equal(parameterCount(model), generator + dense(784, 512) + dense(512, 256) + dense(256, 1));
    model.dispose();
  });

  it('searches z alone: it finds what G can make, from far away, and moves no weight', () => {
    const model = new AnoGan({ ...small, searchRate: 0.02 });
    const before = weightsOf(model);
    tf.tidy(() => {
      const windows = model.generate(tf.tensor2d([0.8, -1.2, -0.5, 0.4], [2, 2]));
      const { reconstructions, residual, discrimination } = model.search(windows, { steps: 400 });
      assert.deepEqual(residual.shape, [401, 2]);
      const rows = [residual, discrimination].map((distances) => distances.arraySync());
      for (const distances of rows) {
        for (const window of [0, 1]) {
          const [first, last] = [distances[0][window], distances[400][window]];
          assert.ok(last < 0.05 * first, `from ${first} to ${last}`);
        }
      }
      const errors = reconstructions.sub(windows).abs().mean([1, 2]).dataSync();
      errors.forEach((error, i) => assert.ok(Math.abs(error - rows[0][400][i]) < 1e-6));
    });
    assert.deepEqual(weightsOf(model), before);
    model.dispose();
  });

  it('takes the same path step by step as in one graph', () => {
    const model = new AnoGan(small);
    tf.tidy(() => {
      const windows = tf.randomNormal<tf.Rank.R3>([3, 1, 2], 0, 1, 'float32', 1);
      const eager = model.search(windows, { steps: 49 }).residual.arraySync(); // too few to be worth a graph
      const graph = model.search(windows, { steps: 120 }).residual.arraySync();
      eager.forEach((row, step) => {
        row.forEach((value, i) => assert.ok(Math.abs(value - graph[step][i]) < 1e-4, `step ${step}`));
      });
    });
    model.dispose();
  });

  it('scores (1 - lambda) R + lambda D at the end of the search', () => {
    const model = new AnoGan({ ...small, discriminationWeight: 0.3 });
    tf.tidy(() => {
      const windows = tf.randomNormal<tf.Rank.R3>([3, 1, 2], 0, 1, 'float32', 1);
      const { residual, discrimination } = model.search(windows);
      const [r, d] = [residual, discrimination].map((distances) => distances.arraySync().at(-1)!);
      model
        .anomalyScore(windows)
        .dataSync()
        .forEach((score, i) => {
          assert.ok(Math.abs(score - 0.7 * r[i] - 0.3 * d[i]) < 1e-6);
        });
    });
    model.dispose();
  });

  it('searches by squares and scores the mean squared error with `distance: squared`', () => {
    const sizes = { features: 2, outputActivation: 'linear', searchSteps: 60 } as const;
    const [squared, absolute] = (['squared', 'absolute'] as const).map(
      (distance) => new AnoGan({ ...shallowAnoGanConfig, ...sizes, distance }),
    ) as [AnoGan, AnoGan];
    tf.tidy(() => {
      const windows = tf.randomNormal<tf.Rank.R3>([5, 1, 2], 0, 1, 'float32', 1);
      const errorsOf = (model: AnoGan) => model.reconstruct(windows).sub(windows).square().mean([1, 2]).dataSync();
      const [bySquares, byMagnitudes] = [errorsOf(squared), errorsOf(absolute)];
      squared
        .anomalyScore(windows)
        .dataSync()
        .forEach((score, i) => assert.ok(Math.abs(score - bySquares[i]) < 1e-6));
      assert.ok(tf.sum(bySquares).arraySync() < tf.sum(byMagnitudes).arraySync());
    });
    for (const model of [squared, absolute]) model.dispose();
    const unknown = 'euclidean' as 'squared';
    assert.throws(
      () => new AnoGan({ ...small, distance: unknown }),
      /anogan\.distance must be absolute or squared, found "euclidean"/,
    );
  });

  it('is not recorded as part of another graph, which would repeat the first search for ever', () => {
    const model = new AnoGan(small);
    const graph = capture((x) => [model.anomalyScore(x as tf.Tensor3D)], { name: 'score', warn: () => undefined });
    tf.tidy(() => {
      for (const value of [1, -2]) {
        const windows = tf.fill<tf.Rank.R3>([2, 1, 2], value);
        assert.deepEqual(graph.run(windows)[0].arraySync(), model.anomalyScore(windows).arraySync());
      }
    });
    assert.match(graph.reason!, /runs another captured step/);
    graph.dispose();
    model.dispose();
  });

  it('leaves no tensor behind when it searches', () => {
    const before = tf.memory().numTensors;
    const model = new AnoGan(small);
    const windows = tf.zeros<tf.Rank.R3>([3, 1, 2]);
    model.anomalyScore(windows).dispose();
    tf.dispose(Object.values(model.search(windows, { steps: 3 })));
    windows.dispose();
    model.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it('refuses windows of another shape, and images that cannot be halved', () => {
    const model = new AnoGan(small);
    const windows = tf.zeros<tf.Rank.R3>([1, 2, 2]);
    assert.throws(() => model.anomalyScore(windows), /anogan: expected windows of shape \[batch, 1, 2\]/);
    assert.throws(() => model.search(windows, { steps: -1 }), /anogan: steps must be a whole number .* found -1/);
    windows.dispose();
    model.dispose();
    assert.throws(() => new AnoGan({ ...image, features: 36 }), /\(2 times\); found windows of \[1, 36\]/);
    assert.throws(() => new AnoGan({ ...image, features: 60 }), /square images/);
  });
});
