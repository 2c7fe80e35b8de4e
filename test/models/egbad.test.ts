import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { Egbad, type EgbadConfig } from '../../lib/models';
import { itIsAdversarial, small as sizes } from '../support/adversarial';

const small: Partial<EgbadConfig> = { ...sizes, jointUnits: 16, learningRate: 1e-3 };

describe('Egbad', () => {
  itIsAdversarial((config) => new Egbad({ ...small, ...config }), { toy: { hiddenUnits: [32, 32] } });

  it('scores alpha times the error plus the rest of one times what the discriminator sees', () => {
    const score = (config: Partial<EgbadConfig>) => {
      const model = new Egbad({ ...small, ...config });
      const values = tf.tidy(() => {
        const windows = tf.randomNormal<tf.Rank.R3>([3, 1, 2], 0, 1, 'float32', 1);
        const error = model.reconstruct(windows).sub(windows).abs().sum([1, 2]).dataSync();
        return { error, score: model.anomalyScore(windows).dataSync() };
      });
      model.dispose();
      return values;
    };
    for (const discrimination of ['features', 'cross-entropy'] as const) {
      const [ofError, ofBoth, ofVerdict] = [1, 0.9, 0].map((alpha) => score({ alpha, discrimination }));
      ofBoth.score.forEach((value, i) => {
        assert.ok(Math.abs(ofError.score[i] - ofError.error[i]) < 1e-5);
        assert.ok(Math.abs(value - 0.9 * ofError.score[i] - 0.1 * ofVerdict.score[i]) < 1e-5);
        assert.ok(ofVerdict.score[i] > 0);
      });
    }
  });
});
