/** The weight of a variational autoencoder's KL term, as it rises during training. */
import * as tf from '@tensorflow/tfjs';
import { numberWhere, oneOf } from '../base/index';
import { requireBackend } from '../runtime/index';
import { requireSettings, type Checks } from './config-checks';

export interface KlAnnealingOptions {
  /**
   * `linear` rises from 0 to 1 over `steps` and stays there (Bowman et al. 2016, arXiv:1511.06349, section 3.1).
   * `cyclical` starts again every `steps` and rises over the first half of each cycle (Fu et al. 2019, arXiv:1903.10145).
   */
  readonly shape: 'linear' | 'cyclical';
  /** Training steps of the rise, or of a cycle. Ten epochs are 10 * Math.ceil(windows / batchSize) steps. */
  readonly steps: number;
}

export const klAnnealingChecks: Checks<KlAnnealingOptions> = {
  shape: oneOf('linear', 'cyclical'),
  steps: numberWhere('a positive number', (steps) => steps > 0),
};

/**
 * Counts training steps and gives the share of the KL weight for each. The count is a variable that the loss itself moves,
 * so that it moves in a captured step too, and a checkpoint can hold it.
 */
export class KlAnnealing {
  readonly step: tf.Variable<tf.Rank.R0>;

  /** @throws If the shape is unknown, or `steps` is not a positive number. */
  constructor(private readonly options: KlAnnealingOptions) {
    requireSettings('klAnnealing', options, klAnnealingChecks);
    requireBackend();
    this.step = tf.tidy(() => tf.variable<tf.Rank.R0>(tf.scalar(0), false));
  }

  /** Returns the share for this training step, a scalar in [0, 1]; the next call is the next step. */
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
