/**
 * Convolutional forecaster: strided convolutions over the history, then a dense layer, then the prediction. After DeepAnT
 * (Munir et al. 2019, "DeepAnT: a deep learning approach for unsupervised anomaly detection in time series", IEEE Access 7),
 * with strides instead of pooling.
 */
import * as tf from '@tensorflow/tfjs';
import { positiveSize, Random } from '../base/index';
import { Dense, TemporalConvolution } from '../layers/index';
import { requireConfig, type ConfigChecks } from './config-checks';
import { Forecaster, forecasterChecks, type ForecasterConfig } from './forecaster';

export interface ConvolutionalForecasterConfig extends ForecasterConfig {
  /** Filters of each of the two convolutions. DeepAnT: 32. */
  readonly filters: number;
  /** Units of the dense layer; its output describes the history. */
  readonly hiddenUnits: number;
}

export const defaultConvolutionalForecasterConfig: ConvolutionalForecasterConfig = {
  windowSize: 60,
  features: 25,
  horizon: 10,
  filters: 32,
  hiddenUnits: 40,
  seed: 0,
};

const checks: ConfigChecks<ConvolutionalForecasterConfig> = {
  ...forecasterChecks,
  filters: positiveSize,
  hiddenUnits: positiveSize,
};

/** Steps that a convolution sees, and steps by which it moves. */
const [KERNEL, STRIDE] = [5, 2];

export class ConvolutionalForecaster extends Forecaster {
  readonly name = 'convolutional-forecaster';
  readonly config: ConvolutionalForecasterConfig;
  private readonly first: TemporalConvolution;
  private readonly second: TemporalConvolution;
  private readonly hidden: Dense;
  private readonly output: Dense;

  /** @throws If a setting is out of range, the horizon leaves too little history, or there are more targets than features. */
  constructor(config: Partial<ConvolutionalForecasterConfig> = {}) {
    super();
    this.config = requireConfig(this.name, { ...defaultConvolutionalForecasterConfig, ...config }, checks);
    this.requireHistory();
    const { windowSize, features, horizon, filters, hiddenUnits, seed } = this.config;
    const random = new Random(seed).fork('convolutional-forecaster');
    const sizes = { outputs: filters, kernelSize: KERNEL, stride: STRIDE };
    this.first = new TemporalConvolution({ ...sizes, inputs: features }, random);
    this.second = new TemporalConvolution({ ...sizes, inputs: filters }, random);
    const steps = this.second.stepsAfter(this.first.stepsAfter(windowSize - horizon));
    if (steps < 1) {
      // Each may see one step of padding.
      const least = KERNEL - 1 + STRIDE * (KERNEL - 2);
      throw new Error(`${this.name}: expected a history of at least ${least} steps, found ${windowSize - horizon}.`);
    }
    this.hidden = new Dense(steps * filters, hiddenUnits, random);
    this.output = new Dense(hiddenUnits, horizon * this.targets, random);
  }

  get variables(): tf.Variable[] {
    return [this.first, this.second, this.hidden, this.output].flatMap((block) => block.variables);
  }

  /** Encodes the history as [batch, hiddenUnits], between -1 and 1. */
  encode(history: tf.Tensor3D): tf.Tensor2D {
    const once = tf.relu(this.first.apply(history)); // [batch, steps, filters]
    const twice = tf.relu(this.second.apply(once)); // [batch, fewer steps, filters]
    return tf.tanh(this.hidden.apply(twice.reshape<tf.Tensor2D>([-1, this.hidden.inputs])));
  }

  protected decode(code: tf.Tensor2D): tf.Tensor2D {
    return this.output.apply(code);
  }
}
