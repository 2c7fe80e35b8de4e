/**
 * LSTM autoencoder (Malhotra et al. 2016, arXiv:1607.00148; Srivastava et al. 2015, arXiv:1502.04681) as in the chapter,
 * section 4.4.3: stacked LSTMs read the window into one latent vector, and stacked LSTMs unfold it.
 *
 *   z = W h_T     h_0 = V z, c_0 = 0 in every layer of the decoder     x^ = O LSTM(...LSTM(z, ..., z))
 *   loss = MSE(x, x^)
 *
 * h_T is the last state of the encoder's last layer. All that the decoder sees of x is z, in its first state and at each step.
 */
import * as tf from '@tensorflow/tfjs';
import { oneOf, positiveSize, Random } from '../base/index';
import { Dense, LstmLayer, meanSquaredError, type LstmOptions } from '../layers/index';
import { requireConfig, type ConfigChecks } from './config-checks';
import { requireWindows, type TrainedDetector } from './detector';

export interface LstmAutoencoderConfig {
  /** Steps in a window. The chapter's example: 50. */
  readonly windowSize: number;
  /** Values per step. The chapter's example: 5 sensors. */
  readonly features: number;
  /** Units of every LSTM layer. The chapter: 64. */
  readonly hiddenUnits: number;
  /** LSTM layers of the encoder, and of the decoder. The chapter: 2. */
  readonly layers: number;
  /** Dimensions of z. The chapter: 32. */
  readonly latentDim: number;
  /**
   * The decoder's first state, computed from z. `hidden`: one h for all layers, c = 0 (the chapter). `hidden-and-cell`: h and
   * c of each layer, by a map each, because Srivastava et al. copy both.
   */
  readonly initialState: 'hidden' | 'hidden-and-cell';
  /** Decides the first weights. */
  readonly seed: number;
}

export const defaultLstmAutoencoderConfig: LstmAutoencoderConfig = {
  windowSize: 50,
  features: 5,
  hiddenUnits: 64,
  layers: 2,
  latentDim: 32,
  initialState: 'hidden',
  seed: 0,
};

const checks: ConfigChecks<LstmAutoencoderConfig> = {
  hiddenUnits: positiveSize,
  layers: positiveSize,
  latentDim: positiveSize,
  initialState: oneOf('hidden', 'hidden-and-cell'),
};

type LstmState = NonNullable<LstmOptions['initialState']>;

export class LstmAutoencoder implements TrainedDetector {
  readonly name = 'lstm-autoencoder';
  readonly config: LstmAutoencoderConfig;
  private readonly encoder: LstmLayer[];
  private readonly latent: Dense;
  /** From z to the decoder's first states, side by side: h, or h and c of the first layer, then of the next. */
  private readonly initialState: Dense;
  private readonly decoder: LstmLayer[];
  private readonly output: Dense;

  /** @throws If a setting is out of range. */
  constructor(config: Partial<LstmAutoencoderConfig> = {}) {
    this.config = requireConfig(this.name, { ...defaultLstmAutoencoderConfig, ...config }, checks);
    const { features, hiddenUnits, layers, latentDim, initialState, seed } = this.config;
    const random = new Random(seed).fork('lstm-autoencoder');
    const stack = (inputs: number) =>
      Array.from({ length: layers }, (_, i) => new LstmLayer(i === 0 ? inputs : hiddenUnits, hiddenUnits, random));
    this.encoder = stack(features);
    this.latent = new Dense(hiddenUnits, latentDim, random);
    this.initialState = new Dense(
      latentDim,
      initialState === 'hidden' ? hiddenUnits : 2 * layers * hiddenUnits,
      random,
    );
    this.decoder = stack(latentDim);
    this.output = new Dense(hiddenUnits, features, random);
  }

  get variables(): tf.Variable[] {
    const blocks = [...this.encoder, this.latent, this.initialState, ...this.decoder, this.output];
    return blocks.flatMap((block) => block.variables);
  }

  /**
   * @param x  [batch, windowSize, features]
   * @returns  z, [batch, latentDim]
   */
  encode(x: tf.Tensor3D): tf.Tensor2D {
    const { windowSize, hiddenUnits } = this.config;
    requireWindows(this, x);
    return tf.tidy(() => {
      const states = this.encoder.reduce((sequence, layer) => layer.apply(sequence), x); // [batch, windowSize, hiddenUnits]
      const last = states.slice([0, windowSize - 1, 0], [-1, 1, -1]).reshape<tf.Tensor2D>([-1, hiddenUnits]);
      return this.latent.apply(last);
    });
  }

  /**
   * @param z  [batch, latentDim]
   * @returns  [batch, windowSize, features]
   */
  decode(z: tf.Tensor2D): tf.Tensor3D {
    const steps = this.config.windowSize;
    return tf.tidy(() => {
      // z is the input at every step; each further layer sees the states below it. [batch, windowSize, hiddenUnits]
      const states = this.initialStates(z).reduce<tf.Tensor2D | tf.Tensor3D>(
        (sequence, initialState, i) => this.decoder[i].apply(sequence, { steps, initialState }),
        z,
      );
      return this.output.apply(states as tf.Tensor3D);
    });
  }

  loss(batch: tf.Tensor3D): tf.Scalar {
    return tf.tidy(() => meanSquaredError(this.reconstruct(batch), batch));
  }

  reconstruct(windows: tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() => this.decode(this.encode(windows)));
  }

  /** Computes the mean squared reconstruction error of the window. */
  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    return tf.tidy(() => this.reconstruct(windows).sub(windows).square().mean<tf.Tensor1D>([1, 2]));
  }

  dispose(): void {
    tf.dispose(this.variables);
  }

  /** Computes the first state of each of the decoder's layers, every tensor [batch, hiddenUnits]. */
  private initialStates(z: tf.Tensor2D): LstmState[] {
    const values = this.initialState.apply(z);
    if (this.config.initialState === 'hidden') {
      const c = tf.zerosLike(values);
      return this.decoder.map(() => ({ h: values, c }));
    }
    const parts = tf.split<tf.Tensor2D>(values, 2 * this.decoder.length, 1);
    return this.decoder.map((_, i) => ({ h: parts[2 * i], c: parts[2 * i + 1] }));
  }
}
