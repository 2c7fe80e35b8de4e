/**
 * A dense autoencoder (Hinton & Salakhutdinov 2006, Science 313) as in the chapter, section 4.1, for table rows, images and
 * flattened windows: it reconstructs badly what differs from its training data.
 *
 *   z = encoder(x)     x^ = decoder(z)     score = error(x, x^)     loss = error(x, x^) + sparsity sum_j |z_j|
 *
 * It sees a window as one vector. A row of a table or an image is a window of one step: [batch, 1, features].
 */
import * as tf from '@tensorflow/tfjs';
import { fromZero, numberWhere, oneOf, Random } from '../base/index';
import { Dense, Dropout } from '../layers/index';
import { requireConfig, type ConfigChecks } from './config-checks';
import {
  denseChecks,
  DenseDecoder,
  DenseEncoder,
  requireSigmoidForBce,
  type AfterLayer,
  type HiddenActivation,
} from './dense-chain';
import { requireWindows, type LossOptions, type TrainedDetector } from './detector';

export interface AutoencoderConfig {
  /** Steps in a window; 1 for rows and images, as in the chapter. */
  readonly windowSize: number;
  /** Values per step. The chapter: 784, the pixels of an image of 28 by 28. */
  readonly features: number;
  /** Units of the encoder's layers before the code; the decoder mirrors them. The chapter: 128 and 64. */
  readonly hiddenUnits: readonly number[];
  /** The chapter: `relu`. */
  readonly hiddenActivation: HiddenActivation;
  /** Dimensions of the code z. The chapter: 32; it advises 10 to 30 % of the input, less for images. */
  readonly latentDim: number;
  /** `relu`: the chapter, whose code is the encoder's last layer. `linear`: a dimension of the code cannot die. */
  readonly latentActivation: 'relu' | 'linear';
  /** `mse`, averaged over the values: the chapter. `bce`, summed over them: for values in [0, 1] with the sigmoid output. */
  readonly reconstruction: 'mse' | 'bce';
  /** `sigmoid`: the chapter, whose pixels lie in [0, 1]. `linear`: for z-scores, which do not. */
  readonly outputActivation: 'linear' | 'sigmoid';
  /**
   * Probability that a hidden unit is dropped in training. The chapter's code uses none, 0; its text recommends 0.2 to 0.3
   * with caution, because exact reconstruction suffers.
   */
  readonly dropoutRate: number;
  /**
   * Weight in the loss of the penalty that makes a sparse autoencoder: the sum of |z_j|, averaged over the samples, which
   * keeps most of the code at zero. 0: none, as in the chapter's code; its table (4.5.2) names sparse autoencoders.
   *
   * @see Goodfellow, Bengio & Courville 2016, "Deep Learning", section 14.2.1.
   */
  readonly sparsity: number;
  /** Decides the first weights and which units are dropped. */
  readonly seed: number;
}

export const defaultAutoencoderConfig: AutoencoderConfig = {
  windowSize: 1,
  features: 784,
  hiddenUnits: [128, 64],
  hiddenActivation: 'relu',
  latentDim: 32,
  latentActivation: 'relu',
  reconstruction: 'mse',
  outputActivation: 'sigmoid',
  dropoutRate: 0,
  sparsity: 0,
  seed: 0,
};

const checks: ConfigChecks<AutoencoderConfig> = {
  ...denseChecks,
  latentActivation: oneOf('relu', 'linear'),
  dropoutRate: numberWhere('a number of at least 0, below 1', (rate) => rate >= 0 && rate < 1),
  sparsity: fromZero,
};

export class Autoencoder implements TrainedDetector {
  readonly name = 'autoencoder';
  readonly config: AutoencoderConfig;
  private readonly encoder: DenseEncoder;
  private readonly latent: Dense;
  private readonly decoder: DenseDecoder;
  private readonly dropout: Dropout;

  /** @throws If a setting is out of range, or the binary cross-entropy is chosen without the sigmoid output. */
  constructor(config: Partial<AutoencoderConfig> = {}) {
    this.config = requireConfig(this.name, { ...defaultAutoencoderConfig, ...config }, checks);
    const { latentDim, dropoutRate, seed } = this.config;
    requireSigmoidForBce(this.name, this.config);
    this.dropout = new Dropout(dropoutRate, seed);
    const random = new Random(seed).fork('autoencoder');
    this.encoder = new DenseEncoder(this.config, random);
    this.latent = new Dense(this.encoder.outputs, latentDim, random);
    this.decoder = new DenseDecoder(this.config, random);
  }

  get variables(): tf.Variable[] {
    return [this.encoder, this.latent, this.decoder].flatMap((block) => block.variables);
  }

  /**
   * @param x  [batch, windowSize, features]
   * @returns  The code, [batch, latentDim].
   */
  encode(x: tf.Tensor3D): tf.Tensor2D {
    return tf.tidy(() => this.code(x));
  }

  /**
   * @param z  [batch, latentDim]
   * @returns  [batch, windowSize, features]
   */
  decode(z: tf.Tensor2D): tf.Tensor3D {
    return tf.tidy(() => this.decoder.apply(z));
  }

  loss(batch: tf.Tensor3D, { training }: LossOptions): tf.Scalar {
    const drop: AfterLayer | undefined = training ? (hidden) => this.dropout.apply(hidden) : undefined;
    return tf.tidy(() => {
      const z = this.code(batch, drop);
      const error = this.decoder.meanError(batch, z, drop);
      const { sparsity } = this.config;
      return sparsity === 0 ? error : error.add<tf.Scalar>(z.abs().sum(1).mean().mul(sparsity));
    });
  }

  reconstruct(windows: tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() => this.decode(this.code(windows)));
  }

  /** Computes the reconstruction error, without dropout and without the penalty. */
  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    return tf.tidy(() => this.decoder.errors(windows, this.code(windows)));
  }

  dispose(): void {
    tf.dispose(this.variables);
    this.dropout.dispose();
  }

  private code(x: tf.Tensor3D, afterLayer?: AfterLayer): tf.Tensor2D {
    requireWindows(this, x);
    const z = this.latent.apply(this.encoder.apply(x, afterLayer)); // [batch, latentDim]
    return this.config.latentActivation === 'relu' ? z.relu() : z;
  }
}
