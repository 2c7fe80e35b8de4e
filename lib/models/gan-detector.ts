/** What the adversarial detectors have in common: a generator, and windows that are rows to it. */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../base/index';
import { Noise } from '../runtime/index';
import { requireWindows, type LossOptions, type TrainedDetector, type TrainingStage } from './detector';
import { buildGenerator, type Network, type NetworkForm, type NetworkSizes } from './gan-networks';

export interface GanConfig extends NetworkSizes {
  /** Steps in a window; 1 for rows and images. */
  readonly windowSize: number;
  /** Values per step. The chapter's images: 28 * 28. */
  readonly features: number;
  /** `dense`: the chapter's. `convolutional`: for square images. */
  readonly networks: NetworkForm;
  /** Units of the discriminator's layers, which the generator mirrors; for convolutions, channels. */
  readonly hiddenUnits: readonly number[];
  /** Dimensions of z ~ N(0, I). */
  readonly latentDim: number;
  /** `sigmoid` for values in [0, 1], as the chapter's pixels; `tanh` for [-1, 1]; `linear` for z-scores. */
  readonly outputActivation: OutputActivation;
  /** Of both players' Adam. */
  readonly learningRate: number;
  /** Decides the first weights and the noise. */
  readonly seed: number;
}

export type OutputActivation = 'linear' | 'sigmoid' | 'tanh';

const activations: Record<OutputActivation, (x: tf.Tensor2D) => tf.Tensor2D> = {
  linear: (x) => x,
  sigmoid: tf.sigmoid,
  tanh: tf.tanh,
};

export abstract class GanDetector<Config extends GanConfig> implements TrainedDetector {
  protected readonly generator: Network;
  protected readonly noise: Noise;

  constructor(
    readonly name: string,
    readonly config: Config,
    random: Random,
  ) {
    this.generator = buildGenerator(config, random);
    this.noise = new Noise(config.seed);
  }

  abstract readonly variables: tf.Variable[];
  abstract readonly stages: readonly TrainingStage[];
  abstract anomalyScore(windows: tf.Tensor3D): tf.Tensor1D;
  abstract reconstruct(windows: tf.Tensor3D): tf.Tensor3D;

  /** The mean anomaly score: what tells detectors apart, though it is not what the players descend. */
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

  /** Windows of the learnt distribution, [count, windowSize, features]. */
  sample(count: number): tf.Tensor3D {
    return tf.tidy(() => this.generate(this.drawLatent(count)));
  }

  dispose(): void {
    tf.dispose(this.variables);
    this.noise.dispose();
  }

  /** G(z), [batch, windowSize * features]. */
  protected generateRows(z: tf.Tensor2D): tf.Tensor2D {
    return activations[this.config.outputActivation](this.generator.apply(z));
  }

  /** z ~ N(0, I), [count, latentDim]. */
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
