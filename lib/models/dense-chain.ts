/** What dense autoencoders share: an encoder and a decoder of hidden layers, a window as one vector, and the error. */
import type * as tf from '@tensorflow/tfjs';
import { oneOf, positiveSize, type Random } from '../base/index';
import { Dense, meanSquaredError } from '../layers/index';
import { layerSizes, type ConfigChecks } from './config-checks';

export interface DenseSizes {
  readonly windowSize: number;
  readonly features: number;
  /** Units of the encoder's layers; the decoder mirrors them. */
  readonly hiddenUnits: readonly number[];
  readonly hiddenActivation: HiddenActivation;
  readonly latentDim: number;
}

/** What follows each hidden layer. `sigmoid` and `tanh` saturate, so that gradients may vanish on the way through layers. */
export type HiddenActivation = 'relu' | 'sigmoid' | 'tanh';

export interface DenseReconstruction {
  /** `mse`: squared error, averaged over the values. `bce`: binary cross-entropy, summed over them; needs the sigmoid. */
  readonly reconstruction: 'mse' | 'bce';
  readonly outputActivation: 'linear' | 'sigmoid';
}

export const denseChecks: ConfigChecks<DenseSizes & DenseReconstruction> = {
  hiddenUnits: layerSizes,
  hiddenActivation: oneOf('relu', 'sigmoid', 'tanh'),
  latentDim: positiveSize,
  reconstruction: oneOf('mse', 'bce'),
  outputActivation: oneOf('linear', 'sigmoid'),
};

/** Applied to the output of each hidden layer: dropout in training, otherwise nothing. */
export type AfterLayer = (hidden: tf.Tensor2D) => tf.Tensor2D;

const unchanged: AfterLayer = (hidden) => hidden;

/**
 * Refuses the binary cross-entropy of values that are not probabilities.
 *
 * @throws If the reconstruction is `bce` and the output is not `sigmoid`; the message begins with `name`.
 */
export function requireSigmoidForBce(name: string, { reconstruction, outputActivation }: DenseReconstruction): void {
  if (reconstruction !== 'bce' || outputActivation === 'sigmoid') return;
  throw new Error(`${name}: reconstruction 'bce' needs outputActivation 'sigmoid'; found '${outputActivation}'.`);
}

/** Maps windows to the last hidden layer. */
export class DenseEncoder {
  /** Values per sample in the output: the last of hiddenUnits or, if there is no hidden layer, those of the input. */
  readonly outputs: number;
  private readonly inputs: number;
  private readonly layers: Dense[];

  constructor(
    private readonly sizes: DenseSizes,
    random: Random,
  ) {
    const { windowSize, features, hiddenUnits } = sizes;
    this.inputs = windowSize * features;
    this.outputs = hiddenUnits[hiddenUnits.length - 1] ?? this.inputs;
    this.layers = denseChain([this.inputs, ...hiddenUnits], random);
  }

  get variables(): tf.Variable[] {
    return this.layers.flatMap((layer) => layer.variables);
  }

  /**
   * @param x  [batch, windowSize, features]
   * @returns  [batch, outputs]
   */
  apply(x: tf.Tensor3D, afterLayer = unchanged): tf.Tensor2D {
    return applyHidden(this.layers, x.reshape<tf.Tensor2D>([-1, this.inputs]), { ...this.sizes, afterLayer });
  }
}

/** Maps codes to windows, through the encoder's layers in reverse order. */
export class DenseDecoder {
  private readonly layers: Dense[];
  private readonly output: Dense;

  constructor(
    private readonly options: DenseSizes & DenseReconstruction,
    random: Random,
  ) {
    const { windowSize, features, hiddenUnits, latentDim } = options;
    this.layers = denseChain([latentDim, ...[...hiddenUnits].reverse()], random);
    this.output = new Dense(hiddenUnits[0] ?? latentDim, windowSize * features, random);
  }

  get variables(): tf.Variable[] {
    return [...this.layers, this.output].flatMap((layer) => layer.variables);
  }

  /**
   * @param z  [batch, latentDim]
   * @returns  [batch, windowSize, features]
   */
  apply(z: tf.Tensor2D): tf.Tensor3D {
    const { windowSize, features } = this.options;
    return this.activate(this.logits(z, unchanged)).reshape([-1, windowSize, features]);
  }

  /**
   * Computes the reconstruction error of every sample.
   *
   * @param x  [batch, windowSize, features]
   * @param z  Its code, [batch, latentDim].
   * @returns  [batch]
   */
  errors(x: tf.Tensor3D, z: tf.Tensor2D, afterLayer = unchanged): tf.Tensor1D {
    const logits = this.logits(z, afterLayer);
    const target = x.reshape<tf.Tensor2D>(logits.shape);
    // -x log s - (1 - x) log(1 - s) with s = sigmoid(l), in a form that does not overflow: softplus(l) - x l
    if (this.options.reconstruction === 'bce') return logits.softplus().sub(target.mul(logits)).sum(1);
    return this.activate(logits).sub(target).square().mean(1);
  }

  /** Computes the mean of {@link errors} over the samples. */
  meanError(x: tf.Tensor3D, z: tf.Tensor2D, afterLayer = unchanged): tf.Scalar {
    if (this.options.reconstruction === 'bce') return this.errors(x, z, afterLayer).mean();
    const logits = this.logits(z, afterLayer);
    return meanSquaredError(this.activate(logits), x.reshape<tf.Tensor2D>(logits.shape));
  }

  /** Computes the output before its activation, [batch, windowSize * features]. */
  private logits(z: tf.Tensor2D, afterLayer: AfterLayer): tf.Tensor2D {
    return this.output.apply(applyHidden(this.layers, z, { ...this.options, afterLayer }));
  }

  private activate(logits: tf.Tensor2D): tf.Tensor2D {
    return this.options.outputActivation === 'sigmoid' ? logits.sigmoid() : logits;
  }
}

/** Makes dense layers from each size to the next. */
function denseChain(sizes: readonly number[], random: Random): Dense[] {
  return sizes.slice(1).map((size, i) => new Dense(sizes[i], size, random));
}

/** The kernel of a dense layer computes its ReLU as well. */
const activated: Readonly<Record<HiddenActivation, (layer: Dense, x: tf.Tensor2D) => tf.Tensor2D>> = {
  relu: (layer, x) => layer.apply(x, 'relu'),
  sigmoid: (layer, x) => layer.apply(x).sigmoid(),
  tanh: (layer, x) => layer.apply(x).tanh(),
};

interface HiddenOptions {
  readonly hiddenActivation: HiddenActivation;
  readonly afterLayer: AfterLayer;
}

function applyHidden(
  layers: readonly Dense[],
  x: tf.Tensor2D,
  { hiddenActivation, afterLayer }: HiddenOptions,
): tf.Tensor2D {
  return layers.reduce((hidden, layer) => afterLayer(activated[hiddenActivation](layer, hidden)), x);
}
