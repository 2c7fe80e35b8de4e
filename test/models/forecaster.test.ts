import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { ConvolutionalForecaster, LstmForecaster, type Forecaster } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { scoreWindows } from '../../lib/scoring';
import { fit } from '../../lib/training';
import { assertSeeded } from '../support/detector';
import { sineWindows } from '../support/windows';

const sizes = { windowSize: 17, features: 3, horizon: 1, hiddenUnits: 8 };

const makers: Record<string, (config?: object) => Forecaster> = {
  'lstm-forecaster': (config) => new LstmForecaster({ ...sizes, ...config }),
  'convolutional-forecaster': (config) => new ConvolutionalForecaster({ ...sizes, filters: 8, ...config }),
};

for (const [name, make] of Object.entries(makers)) {
  describe(name, () => {
    before(() => loadBackend());

    it('predicts from the history alone', () => {
      const model = make();
      const windows = tf.randomNormal<tf.Rank.R3>([2, 17, 3], 0, 1, 'float32', 1);
      const [same, other] = tf.tidy(() => {
        const changed = (step: number) =>
          windows.add<tf.Tensor3D>(tf.oneHot(tf.tensor1d([step], 'int32'), 17).reshape([1, 17, 1]));
        return [16, 15].map(
          (step) => model.predict(changed(step)).sub(model.predict(windows)).abs().max().dataSync()[0],
        );
      });
      assert.equal(same, 0);
      assert.ok(other > 1e-6);
      tf.dispose(windows);
      model.dispose();
    });

    it('has a loss, scores and a reconstruction that agree, with one target of three', () => {
      const model = make({ horizon: 2, targets: 1 });
      const windows = tf.randomNormal<tf.Rank.R3>([5, 17, 3], 0, 1, 'float32', 2);
      tf.tidy(() => {
        const rebuilt = model.reconstruct(windows);
        const errors = rebuilt.sub(windows).square();
        assert.equal(errors.slice([0, 0, 0], [-1, 15, -1]).max().dataSync()[0], 0);
        assert.equal(errors.slice([0, 0, 1]).max().dataSync()[0], 0);
        const expected = errors.slice([0, 15, 0], [-1, -1, 1]).mean([1, 2]);
        assert.ok(model.anomalyScore(windows).sub(expected).abs().max().dataSync()[0] < 1e-6);
        assert.ok(Math.abs(model.loss(windows).dataSync()[0] - expected.mean().dataSync()[0]) < 1e-6);
      });
      tf.dispose(windows);
      model.dispose();
    });

    it('learns to predict sines: a step that does not follow scores highest', async () => {
      const normal = sineWindows({ windowSize: 17, stride: 2 });
      const model = make();
      const before = scoreWindows(model, normal).reduce((sum, score) => sum + score, 0);
      await fit(model, { train: normal, validation: normal }, { epochs: 15, learningRate: 1e-2 });
      const after = scoreWindows(model, normal).reduce((sum, score) => sum + score, 0);
      assert.ok(after < before / 4, `${before} before training, ${after} after`);
      const values = normal.values.slice();
      for (let feature = 0; feature < 3; feature++) values[40 * 51 + 48 + feature] += 3;
      const scores = scoreWindows(model, { ...normal, values });
      assert.equal(scores.indexOf(Math.max(...scores)), 40);
      model.dispose();
    });

    it('repeats for one seed and leaves no tensor behind', () =>
      assertSeeded((seed) => make({ seed }), sineWindows({ windowSize: 17 })));

    it('names a config that is out of range', () => {
      assert.throws(() => make({ horizon: 17 }), /horizon must be from 1 to 16 in windows of 17, found 17/);
      assert.throws(() => make({ targets: 4 }), /targets must be from 1 to 3, the features, found 4/);
    });
  });
}

describe('convolutional-forecaster', () => {
  it('needs as much history as its convolutions see', () => {
    assert.throws(
      () => new ConvolutionalForecaster({ ...sizes, windowSize: 10 }),
      /history of at least 10 steps, found 9/,
    );
    new ConvolutionalForecaster({ ...sizes, windowSize: 11 }).dispose();
  });
});
