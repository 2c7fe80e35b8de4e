/**
 * The networks of the adversarial detectors, dense and convolutional. They map rows to rows: a window is one vector of
 * `windowSize * features` values.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Random } from '../base/index';
import { Convolution, Dense, leakyRelu, TransposedConvolution } from '../layers/index';

/** `dense`: fully connected, as in the chapter. `convolutional`: for square images, after DCGAN (arXiv:1511.06434). */
export type NetworkForm = 'dense' | 'convolutional';

export interface NetworkSizes {
  readonly windowSize: number;
  readonly features: number;
  readonly networks: NetworkForm;
  /** Units of the dense layers, or channels of the convolutions, from the data inwards. */
  readonly hiddenUnits: readonly number[];
  readonly latentDim: number;
}

/** A differentiable map of rows. */
export interface Network {
  readonly variables: tf.Variable[];
  /** @param x  [batch, inputs] */
  apply(x: tf.Tensor2D): tf.Tensor2D;
}

/** Maps a window to its features: [batch, windowSize * features] -> [batch, outputs]. */
export interface Body extends Network {
  readonly outputs: number;
}

/** A dense layer with its leaky ReLU. */
export class LeakyDense extends Dense {
  override apply<T extends tf.Tensor>(x: T): T {
    return leakyRelu(super.apply(x));
  }
}

/** Networks applied one after the other. */
export class Chain implements Network {
  readonly layers: readonly Network[];

  constructor(...layers: Network[]) {
    this.layers = layers;
  }

  get variables(): tf.Variable[] {
    return this.layers.flatMap((layer) => layer.variables);
  }

  apply(x: tf.Tensor2D): tf.Tensor2D {
    return this.layers.reduce((hidden, layer) => layer.apply(hidden), x);
  }
}

class DenseBody extends Chain implements Body {
  readonly outputs: number;

  constructor({ windowSize, features, hiddenUnits }: NetworkSizes, random: Random) {
    const units = [windowSize * features, ...hiddenUnits];
    super(...leakyLayers(units, random));
    this.outputs = units[units.length - 1];
  }
}

class DenseGenerator extends Chain {
  constructor({ windowSize, features, hiddenUnits, latentDim }: NetworkSizes, random: Random) {
    const units = [latentDim, ...[...hiddenUnits].reverse()];
    super(...leakyLayers(units, random), new Dense(units[units.length - 1], windowSize * features, random));
  }
}

/** Twice the stride, so that every pixel is part of equally many sums. */
const KERNEL_SIZE = 4;
const STRIDE = 2;

/** Convolutions that each halve the image's sides. */
class ConvolutionalBody implements Body {
  readonly outputs: number;
  private readonly side: number;
  private readonly layers: Convolution[];

  constructor(sizes: NetworkSizes, random: Random) {
    const { side, smallest, channels } = imageSizes(sizes);
    const common = { kernelSize: KERNEL_SIZE, stride: STRIDE };
    this.side = side;
    this.layers = channels
      .slice(1)
      .map((outputs, i) => new Convolution({ inputs: channels[i], outputs, ...common }, random));
    this.outputs = smallest * smallest * channels[channels.length - 1];
  }

  get variables(): tf.Variable[] {
    return this.layers.flatMap((layer) => layer.variables);
  }

  apply(x: tf.Tensor2D): tf.Tensor2D {
    const image = x.reshape<tf.Tensor4D>([x.shape[0], this.side, this.side, 1]);
    const small = this.layers.reduce((hidden, layer) => leakyRelu(layer.apply(hidden)), image);
    return small.reshape([x.shape[0], this.outputs]);
  }
}

/** A dense layer to the smallest image, and transposed convolutions that each double its sides. */
class ConvolutionalGenerator implements Network {
  private readonly start: LeakyDense;
  private readonly layers: TransposedConvolution[];
  private readonly smallest: number;

  constructor(sizes: NetworkSizes, random: Random) {
    const { smallest, channels } = imageSizes(sizes);
    const inwards = [...channels].reverse();
    const common = { kernelSize: KERNEL_SIZE, stride: STRIDE };
    this.smallest = smallest;
    this.start = new LeakyDense(sizes.latentDim, smallest * smallest * inwards[0], random);
    this.layers = inwards
      .slice(1)
      .map((outputs, i) => new TransposedConvolution({ inputs: inwards[i], outputs, ...common }, random));
  }

  get variables(): tf.Variable[] {
    return [this.start, ...this.layers].flatMap((layer) => layer.variables);
  }

  apply(z: tf.Tensor2D): tf.Tensor2D {
    const batch = z.shape[0];
    const image = this.start.apply(z).reshape<tf.Tensor4D>([batch, this.smallest, this.smallest, -1]);
    const large = this.layers.reduce((hidden, layer, i) => layer.apply(i === 0 ? hidden : leakyRelu(hidden)), image);
    return large.reshape([batch, -1]);
  }
}

interface Builder {
  readonly Generator: new (sizes: NetworkSizes, random: Random) => Network;
  readonly Body: new (sizes: NetworkSizes, random: Random) => Body;
}

const builders: Record<NetworkForm, Builder> = {
  dense: { Generator: DenseGenerator, Body: DenseBody },
  convolutional: { Generator: ConvolutionalGenerator, Body: ConvolutionalBody },
};

/**
 * Builds a network from z to a window before its output activation: [batch, latentDim] -> [batch, windowSize * features].
 *
 * @throws If the form is convolutional and the windows are not square images whose side halves once for each of
 *         `hiddenUnits`.
 */
export function buildGenerator(sizes: NetworkSizes, random: Random): Network {
  return new builders[sizes.networks].Generator(sizes, random);
}

/**
 * Builds a network from a window to its features.
 *
 * @throws As {@link buildGenerator}.
 */
export function buildBody(sizes: NetworkSizes, random: Random): Body {
  return new builders[sizes.networks].Body(sizes, random);
}

/** Builds a network from a window to its latent vector: [batch, windowSize * features] -> [batch, latentDim]. */
export function buildEncoder(sizes: NetworkSizes, random: Random): Network {
  const body = buildBody(sizes, random);
  return new Chain(body, new Dense(body.outputs, sizes.latentDim, random));
}

/** Makes a layer from each number of units to the next. */
function leakyLayers(units: readonly number[], random: Random): LeakyDense[] {
  return units.slice(1).map((outputs, i) => new LeakyDense(units[i], outputs, random));
}

/** Computes the image's side, the side of the innermost image, and the channels from the pixels inwards. */
function imageSizes({ windowSize, features, hiddenUnits }: NetworkSizes) {
  const side = Math.sqrt(windowSize * features);
  const smallest = side / STRIDE ** hiddenUnits.length;
  if (hiddenUnits.length === 0 || !Number.isInteger(side) || !Number.isInteger(smallest)) {
    const halvings = Math.max(1, hiddenUnits.length);
    const expected = `square images whose side can be halved once for each of hiddenUnits (${halvings} times)`;
    throw new Error(`networks 'convolutional': expected ${expected}; found windows of [${windowSize}, ${features}].`);
  }
  return { side, smallest, channels: [1, ...hiddenUnits] };
}
