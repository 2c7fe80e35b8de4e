/**
 * A dense variational autoencoder (Kingma & Welling 2014, arXiv:1312.6114) for table rows, images and flattened windows.
 *
 *   q(z|x) = N(mu(x), diag exp logVar(x))     x^ = decoder(z)     z = mu + exp(logVar / 2) epsilon
 *   loss   = error(x, x^) + beta KL(q(z|x) || N(0, I))
 *
 * It sees a window as one vector. A row of a table or an image is a window of one step: [batch, 1, features].
 */
import * as tf from '@tensorflow/tfjs';
import { fromZero, optional, Random } from '../base/index';
import { Dense, klDivergence, meanKlDivergence, reparameterize } from '../layers/index';
import { Noise } from '../runtime/index';
import { requireConfig, requireSettings, settingsOf, type ConfigChecks } from './config-checks';
import { denseChecks, DenseDecoder, DenseEncoder, requireSigmoidForBce, type HiddenActivation } from './dense-chain';
import { requireWindows, type LossOptions, type TrainedDetector } from './detector';
import { evidenceWeight } from './evidence-weight';
import { KlAnnealing, klAnnealingChecks, type KlAnnealingOptions } from './kl-annealing';

export interface VaeConfig {
  /** Steps in a window; 1 for rows and images. Report 1: 50. */
  readonly windowSize: number;
  /** Values per step. Report 2: 30. An image of 28 by 28 pixels: 784. */
  readonly features: number;
  /** Units of the encoder's layers; the decoder mirrors them. Report 2: 128 and 64. The chapter: 256 and 128. */
  readonly hiddenUnits: readonly number[];
  /** Reports and chapter: `relu`. */
  readonly hiddenActivation: HiddenActivation;
  /** Dimensions of z. Report 2 tries 2, 4, 8 and 16 and sees little gain beyond 8. The chapter: 32. */
  readonly latentDim: number;
  /**
   * `mse`, the squared error averaged over the values: for values of any range. `bce`, the binary cross-entropy summed over
   * the values, as in the chapter: for values in [0, 1]; it needs the sigmoid output.
   */
  readonly reconstruction: 'mse' | 'bce';
  /** `linear`: reports 1 and 2, whose data is unbounded. `sigmoid`: the chapter, whose pixels lie in [0, 1]. */
  readonly outputActivation: 'linear' | 'sigmoid';
  /**
   * Weight of the KL term in the loss. Default: the one that makes the loss a negative evidence bound. That is 1 beside `bce`,
   * which sums over the values, and {@link evidenceWeight} beside `mse`, which averages over them.
   */
  readonly beta: number;
  /** How that weight rises during training, against posterior collapse. Default: it is full from the first step. */
  readonly klAnnealing?: KlAnnealingOptions;
  /** Weight of the KL term in the anomaly score. The reports score by the error alone, 0; the chapter by both, 1. */
  readonly scoreBeta: number;
  /** Decides the first weights and the sampling noise. */
  readonly seed: number;
}

/** `beta` depends on other settings, so it is not among them. */
export const defaultVaeConfig: Omit<VaeConfig, 'beta'> = {
  windowSize: 1,
  features: 30,
  hiddenUnits: [128, 64],
  hiddenActivation: 'relu',
  latentDim: 8,
  reconstruction: 'mse',
  outputActivation: 'linear',
  scoreBeta: 0,
  seed: 0,
};

const checks: ConfigChecks<VaeConfig> = {
  ...denseChecks,
  beta: fromZero,
  klAnnealing: optional(settingsOf(klAnnealingChecks)),
  scoreBeta: fromZero,
};

export class Vae implements TrainedDetector {
  readonly name = 'vae';
  readonly config: VaeConfig;
  private readonly encoder: DenseEncoder;
  private readonly mu: Dense;
  private readonly logVar: Dense;
  private readonly decoder: DenseDecoder;
  private readonly noise: Noise;
  private readonly annealing: KlAnnealing | undefined;

  /** @throws If a setting is out of range, or the binary cross-entropy is chosen without the sigmoid output. */
  constructor(config: Partial<VaeConfig> = {}) {
    const settings = { ...defaultVaeConfig, ...config };
    const { beta = settings.reconstruction === 'bce' ? 1 : evidenceWeight(settings) } = config;
    this.config = requireConfig(this.name, { ...settings, beta }, checks);
    const { latentDim, klAnnealing, seed } = this.config;
    if (klAnnealing) requireSettings(`${this.name}.klAnnealing`, klAnnealing, klAnnealingChecks);
    requireSigmoidForBce(this.name, this.config);
    const random = new Random(seed).fork('vae');
    this.encoder = new DenseEncoder(this.config, random);
    this.mu = new Dense(this.encoder.outputs, latentDim, random);
    this.logVar = new Dense(this.encoder.outputs, latentDim, random);
    this.decoder = new DenseDecoder(this.config, random);
    this.noise = new Noise(seed);
    this.annealing = klAnnealing && new KlAnnealing(klAnnealing);
  }

  get variables(): tf.Variable[] {
    return [this.encoder, this.mu, this.logVar, this.decoder].flatMap((block) => block.variables);
  }

  /**
   * @param x  [batch, windowSize, features]
   * @returns  Mean and log variance of q(z|x), each [batch, latentDim]; plots of the latent space show the means.
   */
  encode(x: tf.Tensor3D): { mu: tf.Tensor2D; logVar: tf.Tensor2D } {
    requireWindows(this, x);
    const hidden = this.encoder.apply(x); // [batch, the last of hiddenUnits]
    return { mu: this.mu.apply(hidden), logVar: this.logVar.apply(hidden) };
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
    return this.decoder.apply(z);
  }

  /**
   * Computes the loss. KL has its annealed weight in training, and the full beta in validation, so that epochs can be
   * compared.
   */
  loss(batch: tf.Tensor3D, { training }: LossOptions): tf.Scalar {
    return tf.tidy(() => {
      const { mu, logVar } = this.encode(batch);
      const z = training ? reparameterize(mu, logVar, this.noise.normal(mu.shape)) : mu;
      const kl = meanKlDivergence(mu, logVar).mul<tf.Scalar>(this.config.beta);
      const share = training ? this.annealing?.next() : undefined;
      return this.decoder.meanError(batch, z).add(share ? kl.mul(share) : kl);
    });
  }

  reconstruct(windows: tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() => this.decode(this.encode(windows).mu));
  }

  /** Computes the reconstruction error at z = mu, plus `scoreBeta` times the KL divergence. */
  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    return tf.tidy(() => {
      const { mu, logVar } = this.encode(windows);
      const errors = this.decoder.errors(windows, mu);
      const { scoreBeta } = this.config;
      return scoreBeta === 0 ? errors : errors.add(klDivergence(mu, logVar).mul(scoreBeta));
    });
  }

  dispose(): void {
    tf.dispose(this.variables);
    this.noise.dispose();
    this.annealing?.dispose();
  }
}
