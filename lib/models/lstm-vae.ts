/**
 * LSTM-VAE: a variational autoencoder (Kingma & Welling 2014) whose encoder and decoder are LSTMs, after Park, Hoshi &
 * Kemp 2018 (arXiv:1711.00614), in the form of report 3: the encoder's last state gives q(z|x), the decoder
 * unfolds the same z at every step.
 *
 *   q(z|x) = N(mu(h_T), diag exp logVar(h_T))     x^ = W o(LSTM(z, ..., z))
 *   loss   = MSE(x, x^) + beta KL(q(z|x) || N(0, I))
 */
import * as tf from '@tensorflow/tfjs';
import { fromZero, positiveSize, Random } from '../base/index';
import { Dense, klDivergence, LstmLayer, meanKlDivergence, meanSquaredError, reparameterize } from '../layers/index';
import { Noise } from '../runtime/index';
import { requireConfig, type ConfigChecks } from './config-checks';
import { requireWindows, type LossOptions, type TrainedDetector } from './detector';
import { evidenceWeight } from './evidence-weight';

export interface LstmVaeConfig {
  /** Steps in a window. Report 3's LSTM models see 10. */
  readonly windowSize: number;
  /** Values per step: 25 in SMAP channels, 55 in MSL. */
  readonly features: number;
  /** Units of the encoder and of the decoder. Report 3: 128. */
  readonly hiddenUnits: number;
  /** Dimensions of z. Report 3: 32. */
  readonly latentDim: number;
  /**
   * Weight of the KL term, summed over the latent dimensions, beside the error, averaged over the values of a window. Default:
   * {@link evidenceWeight}. See {@link reportLstmVaeConfig} for report 3's.
   */
  readonly beta: number;
  /** Decides the first weights and the sampling noise. */
  readonly seed: number;
}

/** Report 3's sizes. `beta` depends on the size of a window, so it is not among them. */
export const defaultLstmVaeConfig: Omit<LstmVaeConfig, 'beta'> = {
  windowSize: 10,
  features: 25,
  hiddenUnits: 128,
  latentDim: 32,
  seed: 0,
};

/**
 * Report 3's weight of the KL term, where its "MSE + beta-weighted KL divergence" is read as mean error and summed KL. In windows
 * of 10 steps by 25 features it is 12.5 times that of the evidence bound, by 55 features 27.5 times: z carries next to nothing.
 */
export const reportLstmVaeConfig = { beta: 0.1 } as const satisfies Partial<LstmVaeConfig>;

const checks: ConfigChecks<LstmVaeConfig> = { hiddenUnits: positiveSize, latentDim: positiveSize, beta: fromZero };

export class LstmVae implements TrainedDetector {
  readonly name = 'lstm-vae';
  readonly config: LstmVaeConfig;
  private readonly encoder: LstmLayer;
  private readonly mu: Dense;
  private readonly logVar: Dense;
  private readonly decoder: LstmLayer;
  private readonly output: Dense;
  private readonly noise: Noise;

  /** @throws If a setting is out of range. */
  constructor(config: Partial<LstmVaeConfig> = {}) {
    const sizes = { ...defaultLstmVaeConfig, ...config };
    const { beta = evidenceWeight(sizes) } = config;
    this.config = requireConfig(this.name, { ...sizes, beta }, checks);
    const { features, hiddenUnits, latentDim, seed } = this.config;
    const random = new Random(seed).fork('lstm-vae');
    this.encoder = new LstmLayer(features, hiddenUnits, random);
    this.mu = new Dense(hiddenUnits, latentDim, random);
    this.logVar = new Dense(hiddenUnits, latentDim, random);
    this.decoder = new LstmLayer(latentDim, hiddenUnits, random);
    this.output = new Dense(hiddenUnits, features, random);
    this.noise = new Noise(seed);
  }

  get variables(): tf.Variable[] {
    return [this.encoder, this.mu, this.logVar, this.decoder, this.output].flatMap((block) => block.variables);
  }

  /**
   * @param x  [batch, windowSize, features]
   * @returns  Mean and log variance of q(z|x), each [batch, latentDim].
   */
  encode(x: tf.Tensor3D): { mu: tf.Tensor2D; logVar: tf.Tensor2D } {
    const { windowSize, hiddenUnits } = this.config;
    requireWindows(this, x);
    const states = this.encoder.apply(x); // [batch, windowSize, hiddenUnits]
    const last = states.slice([0, windowSize - 1, 0], [-1, 1, -1]).reshape<tf.Tensor2D>([-1, hiddenUnits]);
    return { mu: this.mu.apply(last), logVar: this.logVar.apply(last) };
  }

  latentNats(windows: tf.Tensor3D): tf.Tensor1D {
    return tf.tidy(() => {
      const { mu, logVar } = this.encode(windows);
      return klDivergence(mu, logVar);
    });
  }

  /**
   * @param z  [batch, latentDim]
   * @returns  [batch, windowSize, features]
   */
  decode(z: tf.Tensor2D): tf.Tensor3D {
    const states = this.decoder.apply(z, { steps: this.config.windowSize }); // [batch, windowSize, hiddenUnits]
    return this.output.apply(states);
  }

  loss(batch: tf.Tensor3D, { training }: LossOptions): tf.Scalar {
    return tf.tidy(() => {
      const { mu, logVar } = this.encode(batch);
      const z = training ? reparameterize(mu, logVar, this.noise.normal(mu.shape)) : mu;
      const reconstructionLoss = meanSquaredError(this.decode(z), batch);
      return reconstructionLoss.add(meanKlDivergence(mu, logVar).mul(this.config.beta));
    });
  }

  reconstruct(windows: tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() => this.decode(this.encode(windows).mu));
  }

  /** Computes the mean squared reconstruction error of the window, at z = mu. */
  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    return tf.tidy(() => this.reconstruct(windows).sub(windows).square().mean<tf.Tensor1D>([1, 2]));
  }

  dispose(): void {
    tf.dispose(this.variables);
    this.noise.dispose();
  }
}
