/** The detectors whose training step is measured, each with the sizes of its PyTorch yardstick. */
import * as tf from '@tensorflow/tfjs';
import {
  AnomalyTransformer,
  LstmAttention,
  LstmVae,
  smallAnomalyTransformerConfig,
  Vae,
  type TrainedDetector,
} from '../lib/models';

export interface StepCase {
  /** Its name in the yardstick. */
  readonly torch: string;
  /** [batch, windowSize, features] */
  readonly shape: [number, number, number];
  /** The largest ratio of our time to PyTorch's that meets the target. */
  readonly target: number;
  readonly make: () => TrainedDetector;
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
