/** Measures what the code of a variational autoencoder carries, and warns where that is next to nothing. */
import type * as tf from '@tensorflow/tfjs';
import type { TrainedDetector } from '../models/index';
import type { GrowingHistory } from './history';
import { meanLoss } from './mean-loss';

/**
 * Below this many nats `fit` warns: one bit. The mutual information of window and code is at most the mean KL divergence, so with
 * less the code cannot even tell two kinds of windows apart that are equally frequent. On report 3's channels the bound lies in a
 * wide gap: its LSTM-VAE carries .30 nats at most, one with the errors summed 5.0 at least, but where training windows are all alike.
 */
export const FEWEST_NATS = Math.LN2;

/**
 * Adds to the history how many nats the code carries, and a warning where it is less than one bit. Detectors without such a code
 * are left alone.
 *
 * @param windows  [count, windowSize, features]
 */
export function addLatentNats(model: TrainedDetector, windows: tf.Tensor3D, history: GrowingHistory): void {
  if (!model.latentNats) return;
  const nats = meanLoss((batch) => model.latentNats!(batch).mean(), windows);
  history.nats = nats;
  if (nats < FEWEST_NATS) history.warnings = [...history.warnings, collapseWarning(model)];
}

function collapseWarning({ name, config }: TrainedDetector): string {
  const { beta } = config as { readonly beta?: number };
  const advice = beta === undefined ? '' : `; a smaller beta than ${Number(beta.toPrecision(3))} lets it carry more`;
  const meaning = 'it reconstructs nearly the same for all, and scores by the distance from that (posterior collapse)';
  return `${name}: its code carries less than one bit (${FEWEST_NATS.toFixed(2)} nats) of a window: ${meaning}${advice}`;
}
