/** Looks inside a trained autoencoder of images or rows: errors by class, codes, gradients, what latent dimensions carry. */
import * as tf from '@tensorflow/tfjs';
import { mean } from '../../base/index';
import { selectWindows, type Windows } from '../../data/index';
import type { CutWindows } from '../../detectors/index';
import { klDivergence } from '../../layers/index';
import { Autoencoder, ConvolutionalAutoencoder, makeDetector, Vae, type Detector } from '../../models/index';
import { featureErrors, reconstructWindows } from '../../scoring/index';
import { windowTensor } from '../../training/index';
import { gradientNorms, type GradientNorms } from './gradient-norms';
import type { Probe } from './probe';

/** What is found. */
export interface DenseInside {
  /** Mean squared error of the reconstruction, whatever the loss: of training, validation, normal and anomalous test windows. */
  readonly errors: Readonly<Record<'train' | 'validation' | 'normal' | 'anomalous', number>>;
  /** Mean KL divergence of each latent dimension over the validation windows, in nats; empty for an autoencoder. */
  readonly klByDim: readonly number[];
  readonly latentDim: number;
  /** Codes of the test windows, of a VAE their means, [count, latentDim]. */
  readonly codes: readonly number[];
  /** Reconstructions of the first test windows, [RECONSTRUCTED, windowSize, features]. */
  readonly reconstructions: readonly number[];
  /** Of the training windows, with the first weights and with those that were kept. */
  readonly gradients: Readonly<Record<'before' | 'after', GradientNorms>>;
}

/** Test windows whose reconstructions are kept. */
export const RECONSTRUCTED = 32;

type Network = Autoencoder | ConvolutionalAutoencoder | Vae;

/** Looks inside of a `vae`, an `autoencoder` or a convolutional one; of other detectors there is nothing to see. */
export const probeDense: Probe = ({ detector, windows }) =>
  windows && isNetwork(detector) ? lookInside(detector, windows) : {};

function isNetwork(detector: Detector | undefined): detector is Network {
  return [Autoencoder, ConvolutionalAutoencoder, Vae].some((each) => detector instanceof each);
}

function lookInside(model: Network, { train, validation, test }: CutWindows): DenseInside {
  const first = selectWindows(
    test,
    Array.from({ length: Math.min(RECONSTRUCTED, test.count) }, (_, i) => i),
  );
  const errorOf = (windows: Windows) => mean(featureErrors(model, windows));
  return {
    errors: {
      train: errorOf(train),
      validation: errorOf(validation),
      normal: errorOf(ofClass(test, 0)),
      anomalous: errorOf(ofClass(test, 1)),
    },
    klByDim: model instanceof Vae ? meanKl(model, validation) : [],
    latentDim: model.config.latentDim,
    codes: tf.tidy(() => {
      const code = model.encode(windowTensor(test));
      return Array.from(('mu' in code ? code.mu : code).dataSync<'float32'>());
    }),
    reconstructions: Array.from(reconstructWindows(model, first)),
    gradients: { before: gradientsBefore(model, train), after: gradientNorms(model, train) },
  };
}

/** Measures the gradients of the same network as it was made: its seed decides the first weights. */
function gradientsBefore(model: Network, train: Windows): GradientNorms {
  const untrained = makeDetector(model.name, model.config);
  const norms = gradientNorms(untrained, train);
  untrained.dispose();
  return norms;
}

function ofClass(windows: Windows, label: number): Windows {
  const indices = Array.from(windows.labels.keys()).filter((i) => windows.labels[i] === label);
  return selectWindows(windows, indices);
}

function meanKl(model: Vae, windows: Windows): number[] {
  return tf.tidy(() => {
    const { mu, logVar } = model.encode(windowTensor(windows)); // [count, latentDim]
    // Each dimension is a separate sample: the sum over dimensions is then over one.
    const each = klDivergence(mu.reshape([-1, 1]), logVar.reshape([-1, 1])); // [count * latentDim]
    return Array.from(each.reshape(mu.shape).mean(0).dataSync<'float32'>());
  });
}
