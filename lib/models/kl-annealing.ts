/** How the KL term of a variational autoencoder gains its weight while it is trained. */
import * as tf from '@tensorflow/tfjs';
import { numberWhere, oneOf } from '../base/index';
import { requireSettings, type Checks } from './config-checks';

export interface KlAnnealingOptions {
  /**
   * `linear` rises from 0 to 1 over `steps` and stays there (Bowman et al. 2016, arXiv:1511.06349, section 3.1).
   * `cyclical` starts anew every `steps`, rising over the first half of each cycle (Fu et al. 2019, arXiv:1903.10145).
   */
  readonly shape: 'linear' | 'cyclical';
  /** Training steps of the rise, or of a cycle. Ten epochs, say, are 10 * Math.ceil(windows / batchSize). */
  readonly steps: number;
}

export const klAnnealingChecks: Checks<KlAnnealingOptions> = {
  shape: oneOf('linear', 'cyclical'),
  steps: numberWhere('a positive number', (steps) => steps > 0),
};

/**
 * Counts training steps and says what share of the KL weight applies to each. The count is a variable that the loss itself
 * moves, so that a captured step sees it move too and a checkpoint can hold it.
 */
export class KlAnnealing {
  readonly step: tf.Variable<tf.Rank.R0>;

  /** @throws If there is no such shape, or `steps` is not a positive number. */
  constructor(private readonly options: KlAnnealingOptions) {
    requireSettings('klAnnealing', options, klAnnealingChecks);
    this.step = tf.tidy(() => tf.variable(tf.scalar(0), false)) as tf.Variable<tf.Rank.R0>;
  }

  /** The share for this training step, a scalar in [0, 1]; the next call is the next step. */
  next(): tf.Scalar {
    return tf.tidy(() => {
      const { shape, steps } = this.options;
      const progress = this.step.div<tf.Scalar>(steps);
      this.step.assign(this.step.add(1));
      const share = shape === 'linear' ? progress : progress.sub<tf.Scalar>(progress.floor()).mul<tf.Scalar>(2);
      return tf.minimum(share, 1);
    });
  }

  dispose(): void {
    this.step.dispose();
  }
}
