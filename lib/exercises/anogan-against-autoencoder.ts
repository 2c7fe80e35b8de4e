/** Exercise 3 of the chapter: AnoGAN beside an autoencoder on the same images: what is trained, how it scores, at what price. */
import * as tf from '@tensorflow/tfjs';
import { selectWindows, type Windows } from '../data/index';
import { rocAuc } from '../metrics/index';
import {
  AnoGan,
  Autoencoder,
  parameterCount,
  type AnoGanConfig,
  type AutoencoderConfig,
  type Detector,
} from '../models/index';
import { scoreWindows } from '../scoring/index';
import { fit, type FitData, type FitOptions } from '../training/index';

export interface RivalOptions {
  readonly windows: FitData & { readonly test: Windows };
  readonly seed: number;
  readonly autoencoder: { readonly config: Partial<AutoencoderConfig>; readonly training: Partial<FitOptions> };
  readonly anoGan: { readonly config: Partial<AnoGanConfig>; readonly training: Partial<FitOptions> };
  /** Steps of the search after which the score is looked at, ascending; the last is the config's. */
  readonly searchSteps: readonly number[];
}

export interface Rival {
  readonly rocAuc: number;
  readonly parameters: number;
  readonly trainingSeconds: number;
  /** To score one image alone. */
  readonly secondsAlone: number;
  /** For each image where all are scored at once. */
  readonly secondsInBatch: number;
}

export interface AnoGanRival extends Rival {
  /** ROC-AUC after so many steps of the search: of the chapter's score and of its residual alone. */
  readonly bySteps: readonly { readonly steps: number; readonly rocAuc: number; readonly residualRocAuc: number }[];
}

/** Trains both on the same images and measures them on the same. */
export async function compareRivals(
  options: RivalOptions,
): Promise<{ readonly autoencoder: Rival; readonly anoGan: AnoGanRival }> {
  return { autoencoder: await tryAutoencoder(options), anoGan: await tryAnoGan(options) };
}

async function tryAutoencoder({ windows, seed, autoencoder: { config, training } }: RivalOptions): Promise<Rival> {
  const { windowSize, features, labels } = windows.test;
  const model = new Autoencoder({ windowSize, features, seed, ...config });
  try {
    const { seconds } = await fit(model, windows, { ...training, seed });
    const alone = secondsAlone(model, windows.test);
    const began = performance.now();
    const scores = scoreWindows(model, windows.test);
    return {
      rocAuc: rocAuc(scores, labels),
      parameters: parameterCount(model),
      trainingSeconds: seconds,
      secondsAlone: alone,
      secondsInBatch: (performance.now() - began) / 1000 / labels.length,
    };
  } finally {
    model.dispose();
  }
}

async function tryAnoGan({ windows, seed, anoGan, searchSteps }: RivalOptions): Promise<AnoGanRival> {
  const { windowSize, features, labels } = windows.test;
  const model = new AnoGan({ windowSize, features, seed, ...anoGan.config });
  try {
    const { seconds } = await fit(model, windows, { ...anoGan.training, seed });
    const { residual, discrimination, inBatch } = searchOnce(model, windows.test);
    const weight = model.config.discriminationWeight;
    const bySteps = searchSteps.map((steps) => {
      const r = residual[steps];
      const d = discrimination[steps];
      const scores = r.map((value, i) => (1 - weight) * value + weight * d[i]);
      return { steps, rocAuc: rocAuc(scores, labels), residualRocAuc: rocAuc(r, labels) };
    });
    return {
      rocAuc: bySteps[bySteps.length - 1].rocAuc,
      parameters: parameterCount(model),
      trainingSeconds: seconds,
      secondsAlone: secondsAlone(model, windows.test),
      secondsInBatch: inBatch / labels.length,
      bySteps,
    };
  } finally {
    model.dispose();
  }
}

/** One search over all images, its distances after every step as rows. */
function searchOnce(model: AnoGan, { values, count, windowSize, features }: Windows) {
  const began = performance.now();
  const [residual, discrimination] = tf.tidy(() => {
    const found = model.search(tf.tensor3d(values, [count, windowSize, features]));
    return [found.residual.arraySync(), found.discrimination.arraySync()];
  });
  return { residual: residual, discrimination: discrimination, inBatch: (performance.now() - began) / 1000 };
}

/** How long the first window takes by itself, after one run that is not counted. */
function secondsAlone(model: Detector, windows: Windows): number {
  const first = selectWindows(windows, Int32Array.of(0));
  scoreWindows(model, first);
  const began = performance.now();
  scoreWindows(model, first);
  return (performance.now() - began) / 1000;
}
