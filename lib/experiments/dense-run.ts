/** A unit whose model is a dense autoencoder, run so that a notebook can look inside of what was trained. */
import * as tf from '@tensorflow/tfjs';
import { selectWindows, type Windows } from '../data/index';
import { klDivergence } from '../layers/index';
import { Vae, type Autoencoder } from '../models/index';
import { featureErrors, reconstructWindows } from '../scoring/index';
import { runUnit, type Unit, type UnitOptions, type UnitResult } from './unit';

/** What lies behind a run's figures, as plain data: it comes from a worker process. */
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
}

export interface DenseResult extends UnitResult {
  /** Absent for other models. */
  readonly inside?: DenseInside;
}

/** Test windows whose reconstructions are kept. */
export const RECONSTRUCTED = 32;

type Dense = Autoencoder | Vae;

/**
 * Runs a unit as `runUnit` does; of `vae` and `autoencoder` it keeps the scores and what lies inside.
 *
 * @throws As `runUnit`.
 */
export async function runDense(unit: Unit, options: UnitOptions = {}): Promise<DenseResult> {
  if (unit.model !== 'vae' && unit.model !== 'autoencoder') return runUnit(unit, options);
  let inside: DenseInside | undefined;
  const result = await runUnit(
    { ...unit, scores: true },
    { ...options, onTrained: (model, windows) => (inside = lookInside(model as Dense, windows)) },
  );
  return { ...result, inside };
}

function lookInside(
  model: Dense,
  { train, validation, test }: Readonly<Record<'train' | 'validation' | 'test', Windows>>,
): DenseInside {
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
      const code = model.encode(toTensor(test));
      return Array.from(('mu' in code ? code.mu : code).dataSync<'float32'>());
    }),
    reconstructions: Array.from(reconstructWindows(model, first)),
  };
}

function ofClass(windows: Windows, label: number): Windows {
  const indices = Array.from(windows.labels.keys()).filter((i) => windows.labels[i] === label);
  return selectWindows(windows, indices);
}

function meanKl(model: Vae, windows: Windows): number[] {
  return tf.tidy(() => {
    const { mu, logVar } = model.encode(toTensor(windows)); // [count, latentDim]
    // Each dimension as a sample of its own: the sum over dimensions is then over one.
    const each = klDivergence(mu.reshape([-1, 1]), logVar.reshape([-1, 1])); // [count * latentDim]
    return Array.from(each.reshape(mu.shape).mean(0).dataSync<'float32'>());
  });
}

const toTensor = ({ values, count, windowSize, features }: Windows): tf.Tensor3D =>
  tf.tensor3d(values, [count, windowSize, features]);

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
