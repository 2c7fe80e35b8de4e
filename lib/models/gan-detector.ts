/** What the adversarial detectors have in common: their settings, a generator, and windows that are rows to it. */
import * as tf from '@tensorflow/tfjs';
import { fromZero, oneOf, positiveSize, Random } from '../base/index';
import { Noise } from '../runtime/index';
import { layerSizes, type ConfigChecks } from './config-checks';
import { requireWindows, type LossOptions, type TrainedDetector, type TrainingStage } from './detector';
import { buildGenerator, type Network, type NetworkForm, type NetworkSizes } from './gan-networks';

export interface GanConfig extends NetworkSizes {
  /** Steps in a window; 1 for rows and images. */
  readonly windowSize: number;
  /** Values per step. The chapter's images: 28 * 28. */
  readonly features: number;
  /** `dense`: the chapter's. `convolutional`: for square images, such as 28 by 28 pixels with 32 and 64 channels. */
  readonly networks: NetworkForm;
  /** Units of the discriminator's layers, which the generator mirrors; for convolutions, channels. */
  readonly hiddenUnits: readonly number[];
  /** Dimensions of z ~ N(0, I). */
  readonly latentDim: number;
  /** `sigmoid` for values in [0, 1], as the chapter's pixels; `tanh` for [-1, 1]; `linear` for z-scores. */
  readonly outputActivation: OutputActivation;
  /** Adam's rate, of both players. */
  readonly learningRate: number;
  /** Decides the first weights and the noise. */
  readonly seed: number;
}

export type OutputActivation = 'linear' | 'sigmoid' | 'tanh';

/**
 * The chapter's networks and latent size, for digits of MNIST. The rate was chosen without labels, on some 740 images of the digit
 * 3: after 40 epochs, AnoGAN's draws have an energy distance of .34 from them; with DCGAN's rate of .0002 it is 2.76.
 */
export const defaultGanConfig: GanConfig = {
  windowSize: 1,
  features: 784,
  networks: 'dense',
  hiddenUnits: [512, 256],
  latentDim: 100,
  outputActivation: 'sigmoid',
  learningRate: 1e-3,
  seed: 0,
};

/**
 * The convolutional form, for images of 28 by 28 pixels: the pattern of the DCGAN in AnoGAN's paper, which has images of 64 by 64
 * and four layers, with the two halvings that 28 pixels allow, and fewer channels.
 */
export const convolutionalGanSizes = { networks: 'convolutional', hiddenUnits: [16, 32] } as const;

/** Sizes that two cores train on a digit of MNIST in minutes. */
export const smallGanSizes = { hiddenUnits: [256, 128], latentDim: 32, learningRate: 5e-4 };

export const ganChecks: ConfigChecks<GanConfig> = {
  networks: oneOf('dense', 'convolutional'),
  hiddenUnits: layerSizes,
  latentDim: positiveSize,
  outputActivation: oneOf('linear', 'sigmoid', 'tanh'),
  learningRate: fromZero,
};

const activations: Record<OutputActivation, (x: tf.Tensor2D) => tf.Tensor2D> = {
  linear: (x) => x,
  sigmoid: tf.sigmoid,
  tanh: tf.tanh,
};

export abstract class GanDetector<Config extends GanConfig> implements TrainedDetector {
  protected readonly generator: Network;
  protected readonly noise: Noise;
  /** Draws the first weights, the generator's first. */
  protected readonly random: Random;

  constructor(
    readonly name: string,
    readonly config: Config,
  ) {
    this.random = new Random(config.seed).fork(name);
    this.generator = buildGenerator(config, this.random);
    this.noise = new Noise(config.seed);
  }

  abstract readonly variables: tf.Variable[];
  abstract readonly stages: readonly TrainingStage[];
  abstract anomalyScore(windows: tf.Tensor3D): tf.Tensor1D;
  abstract reconstruct(windows: tf.Tensor3D): tf.Tensor3D;

  /** Computes the mean anomaly score. The players do not descend it; it compares detectors. */
  loss(batch: tf.Tensor3D, _options?: LossOptions): tf.Scalar {
    return tf.tidy(() => this.anomalyScore(batch).mean());
  }

  /**
   * @param z  [batch, latentDim]
   * @returns  [batch, windowSize, features]
   */
  generate(z: tf.Tensor2D): tf.Tensor3D {
    return tf.tidy(() => this.toWindows(this.generateRows(z)));
  }

  /** Draws windows of the learnt distribution, [count, windowSize, features]. */
  sample(count: number): tf.Tensor3D {
    return tf.tidy(() => this.generate(this.drawLatent(count)));
  }

  dispose(): void {
    tf.dispose(this.variables);
    this.noise.dispose();
  }

  /** Computes G(z), [batch, windowSize * features]. */
  protected generateRows(z: tf.Tensor2D): tf.Tensor2D {
    return activations[this.config.outputActivation](this.generator.apply(z));
  }

  /** Draws z ~ N(0, I), [count, latentDim]. */
  protected drawLatent(count: number): tf.Tensor2D {
    return this.noise.normal([count, this.config.latentDim]);
  }

  /** @throws If the windows are not of the config's size. */
  protected toRows(windows: tf.Tensor3D): tf.Tensor2D {
    requireWindows(this, windows);
    return windows.reshape([windows.shape[0], this.config.windowSize * this.config.features]);
  }

  protected toWindows(rows: tf.Tensor2D): tf.Tensor3D {
    return rows.reshape([rows.shape[0], this.config.windowSize, this.config.features]);
  }
}

/** An adversarial detector with an encoder E, which finds z at once: x^ = G(E(x)). */
export abstract class EncoderGanDetector<Config extends GanConfig> extends GanDetector<Config> {
  protected abstract readonly encoder: Network;

  /**
   * @param windows  [batch, windowSize, features]
   * @returns        E(x), [batch, latentDim].
   */
  encode(windows: tf.Tensor3D): tf.Tensor2D {
    return tf.tidy(() => this.encoder.apply(this.toRows(windows)));
  }

  reconstruct(windows: tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() => this.generate(this.encode(windows)));
  }
}
