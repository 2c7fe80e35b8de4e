import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { slidingWindows, makeSeries } from '../../lib/data';
import { KanAd, parameterCount } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { fit } from '../../lib/training';
import { assertClose } from '../support/numeric';
import { assertFindsPlanted } from '../support/planted-anomaly';

interface TensorData {
  readonly shape: number[];
  readonly data: number[];
}

const torch = JSON.parse(fs.readFileSync(path.join(__dirname, '..', 'fixtures', 'kan-ad.json'), 'utf8')) as {
  readonly config: { windowSize: number; features: number; order: number };
  readonly x: TensorData;
  readonly variables: TensorData[];
  readonly reconstruction: TensorData;
  readonly lossInValidation: number;
  readonly lossInTraining: number;
  readonly gradients: TensorData[];
  readonly after: TensorData[];
};
const read = <R extends tf.Rank>({ data, shape }: TensorData) => tf.tensor<R>(data, shape as tf.ShapeMap[R]);

describe('KAN-AD', () => {
  before(() => loadBackend());

  it('has the output, the losses, the gradients and the running statistics of its PyTorch twin', () => {
    const model = new KanAd(torch.config);
    tf.tidy(() => {
      torch.variables.forEach((values, i) => model.variables[i].assign(read(values)));
      const x = read<tf.Rank.R3>(torch.x);
      assertClose(model.reconstruct(x), read(torch.reconstruction), 1e-4);
      assertClose(model.loss(x, { training: false }), tf.scalar(torch.lossInValidation), 1e-5);
      const trainable = model.variables.filter((variable) => variable.trainable);
      const { value, grads } = tf.variableGrads(() => model.loss(x, { training: true }), trainable);
      assertClose(value, tf.scalar(torch.lossInTraining), 1e-5);
      model.variables.forEach((variable, i) => {
        if (variable.trainable) assertClose(grads[variable.name], read(torch.gradients[i]), 1e-4);
        else assertClose(variable, read(torch.after[i]), 1e-5);
      });
    });
    model.dispose();
  });

  it('scores a window by the mean squared error of its reconstruction', () => {
    const model = new KanAd(torch.config);
    tf.tidy(() => {
      const x = read<tf.Rank.R3>(torch.x);
      assertClose(model.anomalyScore(x), model.reconstruct(x).sub(x).square().mean([1, 2]), 1e-6);
    });
    model.dispose();
  });

  it('is small: about ten thousand values at its own size, whatever the number of features', () => {
    const counts = [1, 55].map((features) => {
      const model = new KanAd({ features });
      const count = parameterCount(model);
      model.dispose();
      return count;
    });
    // Two convolutions of 3 steps and one of 1 over 9 channels, their norms' four values each, and 96 by 96 with a bias.
    const expected = 2 * 3 * 81 + 9 + 4 * (9 + 9 + 1) + 96 * 97;
    assert.deepEqual(counts, [expected, expected]);
    assert.ok(expected < 1e4);
  });

  it('learns waves, and a shifted one stands out; as a graph as well', async () => {
    const values = Float64Array.from({ length: 2000 }, (_, i) => Math.sin(i / 5));
    const windows = slidingWindows(makeSeries({ name: 'waves', features: 1, values }), { windowSize: 20, stride: 4 });
    const train = async (capture: boolean) => {
      const model = new KanAd({ windowSize: 20, features: 1, order: 2 });
      const options = { epochs: 12, batchSize: 32, learningRate: 1e-2, capture };
      const history = await fit(model, { train: windows, validation: windows }, options);
      return { model, loss: history.validationLoss.at(-1)! };
    };
    const [graph, eager] = [await train(true), await train(false)];
    assert.ok(graph.loss < 0.1, `${graph.loss}`);
    assert.ok(Math.abs(graph.loss - eager.loss) < 0.05, `${graph.loss}, ${eager.loss}`);
    assertFindsPlanted(graph.model, windows);
    graph.model.dispose();
    eager.model.dispose();
  });

  it('gives finite scores of constant windows', async () => {
    const flat = makeSeries({ name: 'flat', features: 2, values: new Float64Array(400) });
    const windows = slidingWindows(flat, { windowSize: 20, stride: 4 });
    const model = new KanAd({ windowSize: 20, features: 2 });
    await fit(model, { train: windows, validation: windows }, { epochs: 2 });
    tf.tidy(() => {
      const scores = model.anomalyScore(tf.tensor3d(windows.values, [windows.count, 20, 2])).dataSync();
      assert.ok(scores.every(Number.isFinite));
    });
    model.dispose();
  });

  it('refuses bad settings by name', () => {
    assert.throws(() => new KanAd({ order: 0 }), /kan-ad\.order must be a whole number of at least 1, found 0/);
  });
});
