/** How far what a generator made lies from what was to be found. */
import type * as tf from '@tensorflow/tfjs';

/** `absolute`: |a - b|, as AnoGAN's paper has it. `squared`: (a - b)^2, as f-AnoGAN's, autoencoders and PCA have it. */
export type DistanceMeasure = 'absolute' | 'squared';

/** The mean over the values of each pair of rows, [batch]. */
export const meanDistances: Readonly<Record<DistanceMeasure, (a: tf.Tensor2D, b: tf.Tensor2D) => tf.Tensor1D>> = {
  absolute: (a, b) => a.sub(b).abs().mean(1),
  squared: (a, b) => a.sub(b).square().mean(1),
};
