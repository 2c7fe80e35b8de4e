/**
 * LSTM forecaster: predicts the next steps from those before them, after telemanom (Hundman et al. 2018, arXiv:1802.04431,
 * section 3.1). The last state of two LSTM layers gives the prediction.
 */
import type * as tf from '@tensorflow/tfjs';
import { positiveSize, Random } from '../base/index';
import { Dense, LstmLayer } from '../layers/index';
import { requireConfig, type ConfigChecks } from './config-checks';
import { Forecaster, forecasterChecks, type ForecasterConfig } from './forecaster';

export interface LstmForecasterConfig extends ForecasterConfig {
  /** Units of each of the two layers. telemanom: 80. */
  readonly hiddenUnits: number;
}

/** telemanom looks at 250 steps and predicts 10; a fifth of the history trains five times as fast. */
export const defaultLstmForecasterConfig: LstmForecasterConfig = {
  windowSize: 60,
  features: 25,
  horizon: 10,
  hiddenUnits: 80,
  seed: 0,
};

const checks: ConfigChecks<LstmForecasterConfig> = { ...forecasterChecks, hiddenUnits: positiveSize };

export class LstmForecaster extends Forecaster {
  readonly name = 'lstm-forecaster';
  readonly config: LstmForecasterConfig;
  private readonly first: LstmLayer;
  private readonly second: LstmLayer;
  private readonly output: Dense;

  /** @throws If a setting is out of range, the horizon leaves no history, or there are more targets than features. */
  constructor(config: Partial<LstmForecasterConfig> = {}) {
    super();
    this.config = requireConfig(this.name, { ...defaultLstmForecasterConfig, ...config }, checks);
    this.requireHistory();
    const { features, hiddenUnits, horizon, seed } = this.config;
    const random = new Random(seed).fork('lstm-forecaster');
    this.first = new LstmLayer(features, hiddenUnits, random);
    this.second = new LstmLayer(hiddenUnits, hiddenUnits, random);
    this.output = new Dense(hiddenUnits, horizon * this.targets, random);
  }

  get variables(): tf.Variable[] {
    return [this.first, this.second, this.output].flatMap((block) => block.variables);
  }

  /** Computes the second layer's last state, [batch, hiddenUnits]. */
  encode(history: tf.Tensor3D): tf.Tensor2D {
    const states = this.second.apply(this.first.apply(history)); // [batch, steps, hiddenUnits]
    const [, steps, hiddenUnits] = states.shape;
    return states.slice([0, steps - 1, 0], [-1, 1, -1]).reshape<tf.Tensor2D>([-1, hiddenUnits]);
  }

  protected decode(code: tf.Tensor2D): tf.Tensor2D {
    return this.output.apply(code);
  }
}
