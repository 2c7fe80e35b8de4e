/** The detectors whose training step is measured, each with the sizes of its PyTorch yardstick. */
import * as tf from '@tensorflow/tfjs';
import { Random } from '../lib/base';
import { makeSeries, slidingWindows } from '../lib/data';
import {
  AnomalyTransformer,
  LstmAttention,
  LstmVae,
  makeForWindows,
  smallAnomalyTransformerConfig,
  Vae,
  windowsFor,
  type DetectorName,
  type TrainedDetector,
} from '../lib/models';

export interface MeasuredStep {
  /** [batch, windowSize, features] */
  readonly shape: [number, number, number];
  readonly make: () => TrainedDetector;
  /** Which stage of its training the step belongs to; default the first. */
  readonly stage?: number;
}

export interface StepCase extends MeasuredStep {
  /** Its name in the yardstick. */
  readonly torch: string;
  /** The largest ratio of our time to PyTorch's that meets the target. */
  readonly target: number;
}

export const stepCases: Record<string, StepCase> = {
  'mlp-vae': {
    torch: 'mlp-vae',
    shape: [128, 1, 30],
    target: 0.27,
    make: () => new Vae({ windowSize: 1, features: 30, hiddenUnits: [128, 64], latentDim: 8, beta: 1 }),
  },
  'lstm-vae': { torch: 'lstm-vae', shape: [32, 10, 25], target: 0.55, make: () => new LstmVae() },
  'lstm-attention': {
    torch: 'lstm-attention',
    shape: [32, 10, 25],
    target: 0.4,
    make: () => new LstmAttention({ windowSize: 10, features: 25 }),
  },
  'anomaly-transformer-small': {
    torch: 'anomaly-transformer-small',
    shape: [32, 100, 25],
    target: 0.45,
    make: () => new AnomalyTransformer({ ...smallAnomalyTransformerConfig, windowSize: 100, features: 25 }),
  },
  'anomaly-transformer': {
    torch: 'anomaly-transformer',
    shape: [8, 200, 25],
    target: 0.65,
    make: () => new AnomalyTransformer({ windowSize: 200, features: 25 }),
  },
};

/** A detector of the catalogue without a yardstick, as it is made for scaled series: batches of 32 windows, 25 features. */
function ofCatalogue(name: DetectorName, stage = 0): MeasuredStep {
  const { windowSize = 10 } = windowsFor(name);
  const [batch, features] = [32, 25];
  const make = () => {
    const random = new Random(0);
    const values = Float64Array.from({ length: windowSize * features }, () => random.normal());
    const train = slidingWindows(makeSeries({ name: 'noise', values, features }), { windowSize });
    return makeForWindows(name, { windows: { train }, profile: 'full', seed: 0 }) as TrainedDetector;
  };
  return { shape: [batch, windowSize, features], make, stage };
}

/** A step of every training: of each trained detector of the catalogue, and of each stage where it has several. */
export const everyStep: Readonly<Record<string, MeasuredStep>> = {
  ...stepCases,
  'lstm-autoencoder': ofCatalogue('lstm-autoencoder'),
  autoencoder: ofCatalogue('autoencoder'),
  'convolutional-autoencoder': ofCatalogue('convolutional-autoencoder'),
  anogan: ofCatalogue('anogan'),
  'f-anogan': ofCatalogue('f-anogan'),
  'f-anogan-encoder': ofCatalogue('f-anogan', 1),
  egbad: ofCatalogue('egbad'),
  'lstm-forecaster': ofCatalogue('lstm-forecaster'),
  'convolutional-forecaster': ofCatalogue('convolutional-forecaster'),
  'kan-ad': ofCatalogue('kan-ad'),
};

/** Makes the LSTM-VAE's step from what tfjs offers: LSTMs and dense layers of tf.layers, with tf.train.adam. */
export function stockLstmVaeStep(): (x: tf.Tensor3D) => tf.Scalar {
  const encoder = tf.layers.lstm({ units: 128, inputShape: [10, 25] });
  const [mu, logVar] = [tf.layers.dense({ units: 32 }), tf.layers.dense({ units: 32 })];
  const repeat = tf.layers.repeatVector({ n: 10 });
  const decoder = tf.layers.lstm({ units: 128, returnSequences: true });
  const output = tf.layers.dense({ units: 25 });
  const optimizer = tf.train.adam(1e-3);
  const loss = (x: tf.Tensor3D) => {
    const h = encoder.apply(x) as tf.Tensor2D;
    const [mean, variance] = [mu.apply(h) as tf.Tensor2D, logVar.apply(h) as tf.Tensor2D];
    const z = mean.add(tf.randomNormal(mean.shape).mul(variance.mul(0.5).exp()));
    const reconstruction = output.apply(decoder.apply(repeat.apply(z))) as tf.Tensor3D;
    const kl = tf.add(1, variance).sub(mean.square()).sub(variance.exp()).sum(1).mean().mul(-0.5);
    return reconstruction.sub(x).square().mean().add<tf.Scalar>(kl.mul(0.1));
  };
  let built = false; // The layers make their weights when first applied, which is too late for a gradient.
  return (x) => {
    if (!built) tf.tidy(() => void loss(x));
    built = true;
    return optimizer.minimize(() => loss(x), true)!;
  };
}
