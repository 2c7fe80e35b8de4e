/**
 * A convolutional autoencoder (Masci et al. 2011, "Stacked Convolutional Auto-Encoders for Hierarchical Feature Extraction",
 * ICANN), which the chapter names for images (section 4.5.2): a pixel is compared with its neighbours, wherever they lie.
 *
 *   z = dense(convolutions(x))     x^ = transposed convolutions(dense(z))     loss = score = mean (x - x^)^2
 *
 * Each convolution halves both sides of the image, rounded up, and each transposed one doubles them.
 */
import * as tf from '@tensorflow/tfjs';
import { oneOf, positiveSize, Random, type Check } from '../base/index';
import { Convolution, Dense, meanSquaredError, TransposedConvolution } from '../layers/index';
import { layerSizes, requireConfig, type ConfigChecks } from './config-checks';
import { requireWindows, type LossOptions, type TrainedDetector } from './detector';

export interface ConvolutionalAutoencoderConfig {
  /** Steps in a window; 1 for images. */
  readonly windowSize: number;
  /**
   * Values per step. A window of one step is a square image if it can be, as 784 pixels; any other window is an image of
   * `windowSize` rows and `features` columns.
   */
  readonly features: number;
  /** Channels after each convolution, from the image inwards; the decoder mirrors them. At least one. */
  readonly channels: readonly number[];
  /** Dimensions of the code z, as in the chapter's autoencoder. */
  readonly latentDim: number;
  /** `sigmoid` for pixels in [0, 1]; `linear` for z-scores. */
  readonly outputActivation: 'linear' | 'sigmoid';
  /** Decides the first weights. */
  readonly seed: number;
}

export const defaultConvolutionalAutoencoderConfig: ConvolutionalAutoencoderConfig = {
  windowSize: 1,
  features: 784,
  channels: [16, 32],
  latentDim: 32,
  outputActivation: 'sigmoid',
  seed: 0,
};

const someLayers: Check = {
  expected: `${layerSizes.expected}, at least one`,
  holds: (value) => layerSizes.holds(value) && (value as readonly number[]).length > 0,
};

const checks: ConfigChecks<ConvolutionalAutoencoderConfig> = {
  channels: someLayers,
  latentDim: positiveSize,
  outputActivation: oneOf('linear', 'sigmoid'),
};

/** Twice the stride, so that every pixel of a doubled image is a sum of equally many products. */
const KERNEL_SIZE = 4;
const STRIDE = 2;

type Sides = readonly [height: number, width: number];

export class ConvolutionalAutoencoder implements TrainedDetector {
  readonly name = 'convolutional-autoencoder';
  readonly config: ConvolutionalAutoencoderConfig;
  /** Of the image, and after each convolution. */
  private readonly sides: readonly Sides[];
  private readonly convolutions: readonly Convolution[];
  private readonly latent: Dense;
  private readonly start: Dense;
  private readonly transposed: readonly TransposedConvolution[];

  /** @throws If a setting is out of range. */
  constructor(config: Partial<ConvolutionalAutoencoderConfig> = {}) {
    this.config = requireConfig(this.name, { ...defaultConvolutionalAutoencoderConfig, ...config }, checks);
    const { channels, latentDim, seed } = this.config;
    this.sides = sidesInwards(this.config);
    const random = new Random(seed).fork(this.name);
    const common = { kernelSize: KERNEL_SIZE, stride: STRIDE };
    const [height, width] = this.sides[channels.length];
    const smallest = height * width * channels[channels.length - 1];
    this.convolutions = channels.map((outputs, i) => {
      return new Convolution({ inputs: channels[i - 1] ?? 1, outputs, ...common }, random);
    });
    this.latent = new Dense(smallest, latentDim, random);
    this.start = new Dense(latentDim, smallest, random);
    const outwards = [...channels].reverse();
    this.transposed = outwards.map((inputs, i) => {
      return new TransposedConvolution({ inputs, outputs: outwards[i + 1] ?? 1, ...common }, random);
    });
  }

  get variables(): tf.Variable[] {
    return [...this.convolutions, this.latent, this.start, ...this.transposed].flatMap((layer) => layer.variables);
  }

  /**
   * @param x  [batch, windowSize, features]
   * @returns  The code, [batch, latentDim].
   */
  encode(x: tf.Tensor3D): tf.Tensor2D {
    requireWindows(this, x);
    return tf.tidy(() => {
      const image = x.reshape<tf.Tensor4D>([x.shape[0], ...this.sides[0], 1]);
      const small = this.convolutions.reduce((hidden, layer) => layer.apply(hidden).relu(), image);
      return this.latent.apply(small.reshape<tf.Tensor2D>([x.shape[0], this.latent.inputs]));
    });
  }

  /**
   * @param z  [batch, latentDim]
   * @returns  [batch, windowSize, features]
   */
  decode(z: tf.Tensor2D): tf.Tensor3D {
    return tf.tidy(() => {
      const { windowSize, features, channels, outputActivation } = this.config;
      const batch = z.shape[0];
      const [height, width] = this.sides[channels.length];
      const small = this.start.apply(z, 'relu').reshape<tf.Tensor4D>([batch, height, width, -1]);
      const image = this.transposed.reduce((hidden, layer, i) => {
        const large = crop(layer.apply(hidden), this.sides[channels.length - 1 - i]);
        return i < channels.length - 1 ? large.relu() : large;
      }, small);
      const rows = image.reshape<tf.Tensor3D>([batch, windowSize, features]);
      return outputActivation === 'sigmoid' ? rows.sigmoid() : rows;
    });
  }

  loss(batch: tf.Tensor3D, _options?: LossOptions): tf.Scalar {
    return tf.tidy(() => meanSquaredError(this.reconstruct(batch), batch));
  }

  reconstruct(windows: tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() => this.decode(this.encode(windows)));
  }

  /** Computes the mean squared error of the reconstruction. */
  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    return tf.tidy(() => this.reconstruct(windows).sub(windows).square().mean<tf.Tensor1D>([1, 2]));
  }

  dispose(): void {
    tf.dispose(this.variables);
  }
}

/** Computes height and width of the image, and of what each convolution leaves of it. */
function sidesInwards({ windowSize, features, channels }: ConvolutionalAutoencoderConfig): Sides[] {
  const square = Math.sqrt(features);
  const image: Sides = windowSize === 1 && Number.isInteger(square) ? [square, square] : [windowSize, features];
  const halve = (side: number) => Math.ceil(side / STRIDE);
  return channels.reduce<Sides[]>(
    (sides) => {
      const [height, width] = sides[sides.length - 1];
      return [...sides, [halve(height), halve(width)]];
    },
    [image],
  );
}

/** Cuts what doubling added to a side of odd length: its last pixel. */
function crop(image: tf.Tensor4D, [height, width]: Sides): tf.Tensor4D {
  const [batch, rows, columns, channels] = image.shape;
  return rows === height && columns === width ? image : image.slice([0, 0, 0, 0], [batch, height, width, channels]);
}
