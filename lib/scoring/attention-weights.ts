/** Where a trained model looks: attention and association maps of windows as arrays, and what they have in common. */
import * as tf from '@tensorflow/tfjs';
import { mean } from '../base/index';
import { rocAuc } from '../metrics/index';
import { selectWindows, type Windows } from '../data/index';
import type { AnomalyTransformer, LstmAttention } from '../models/index';
import { mapWindows } from './reconstruction-error';

/**
 * Computes the attention maps of windows: [window, step of the reconstruction, step of the window], row-major.
 *
 * @param indices  Which windows.
 */
export function attentionMaps(model: LstmAttention, windows: Windows, indices: readonly number[]): Float32Array[] {
  const size = windows.windowSize ** 2;
  const chosen = selectWindows(windows, indices);
  const maps = mapWindows(chosen, { name: model.name, size }, (batch) => model.attention(batch));
  return indices.map((_, i) => maps.slice(i * size, (i + 1) * size));
}

export interface AttentionOverTime {
  /** What each step of a window receives, averaged over the steps of the reconstruction, [count, windowSize]. */
  readonly received: Float32Array;
  /** How spread the attention is, in nats, averaged over the steps of the reconstruction, [count]. */
  readonly entropy: Float32Array;
  /** The mean entropy of normal and of anomalous windows; that of even weights is ln(windowSize). */
  readonly means: { readonly normal: number; readonly anomalous: number; readonly even: number };
  /** ROC-AUC of the entropy as a score: above .5 the attention is more even in anomalous windows. */
  readonly rocAuc: number;
}

/**
 * Follows the attention from window to window.
 *
 * @param windows  With both classes.
 */
export function attentionOverTime(model: LstmAttention, windows: Windows): AttentionOverTime {
  const { windowSize: steps, count, labels } = windows;
  const output = { name: model.name, size: steps + 1 };
  // Both from one map: [batch, steps] received, and the entropy behind it.
  const found = mapWindows(windows, output, (batch) => {
    const weights = model.attention(batch);
    const entropies = weights.mul(weights.maximum(1e-12).log()).sum(2).neg().mean(1, true); // [batch, 1]
    return tf.concat([weights.mean(1), entropies], 1);
  });
  const received = new Float32Array(count * steps);
  const entropy = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    received.set(found.subarray(i * (steps + 1), i * (steps + 1) + steps), i * steps);
    entropy[i] = found[i * (steps + 1) + steps];
  }
  const meanOf = (label: number) => mean(entropy.filter((_, i) => labels[i] === label));
  return {
    received,
    entropy,
    means: { normal: meanOf(0), anomalous: meanOf(1), even: Math.log(steps) },
    rocAuc: rocAuc(entropy, labels),
  };
}

export interface AssociationMaps {
  /** Weights, [step, step] row-major: the mean over the heads of the last layer. */
  readonly series: Float32Array;
  readonly prior: Float32Array;
}

/** Computes the association maps of a transformer's last layer, averaged over its heads. */
export function lastAssociations(model: AnomalyTransformer, windows: Windows, index: number): AssociationMaps {
  const { windowSize, features } = windows;
  const { values } = selectWindows(windows, [index]);
  return tf.tidy(() => {
    const layers = model.associations(tf.tensor3d(values, [1, windowSize, features]));
    const { series, prior } = layers[layers.length - 1];
    const [ofSeries, ofPrior] = [series, prior].map((map) => Float32Array.from(map.mean(1).dataSync()));
    return { series: ofSeries, prior: ofPrior };
  });
}

/** Scores every step of every window, [count * windowSize] row-major, with the weights of a transformer. */
export function transformerStepScores(model: AnomalyTransformer, windows: Windows): Float32Array {
  return mapWindows(windows, { name: model.name, size: windows.windowSize }, (batch) => model.stepScores(batch));
}

/**
 * Measures what a map looks like.
 *
 * @param weights  [steps, steps] row-major; rows sum to one.
 * @param reach    Steps on either side that count as near.
 * @returns        `near`: the share of a row's weight that lies within `reach` of the diagonal, where even weights would
 *                 give `evenNear`. `stripes`: the share of the weights' variance that their column alone explains: 1 if all
 *                 rows look at the same steps.
 */
export function describeMap(
  weights: Float32Array,
  { steps, reach }: { readonly steps: number; readonly reach: number },
): { readonly near: number; readonly evenNear: number; readonly stripes: number } {
  let [near, cells] = [0, 0];
  const columns = new Float64Array(steps);
  let [sum, squares] = [0, 0];
  weights.forEach((weight, i) => {
    const [row, column] = [Math.floor(i / steps), i % steps];
    columns[column] += weight / steps;
    sum += weight;
    squares += weight ** 2;
    if (Math.abs(row - column) > reach) return;
    near += weight;
    cells++;
  });
  const center = sum / weights.length;
  const variance = squares / weights.length - center ** 2;
  const between = columns.reduce((total, column) => total + (column - center) ** 2 / steps, 0);
  return { near: near / sum, evenNear: cells / weights.length, stripes: variance > 0 ? between / variance : 0 };
}
