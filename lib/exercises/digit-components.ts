/** Principal components as a yardstick of generators: any number of them, measured as the generators are. */
import * as tf from '@tensorflow/tfjs';
import type { Windows } from '../data/index';
import { PcaReconstruction, type DistanceMeasure } from '../models/index';

/** Scores windows; higher = more anomalous, [count]. */
export type ComponentScores = (windows: Windows, options: ComponentOptions) => Float32Array;

interface ComponentOptions {
  /** How many leading components are kept; 0 keeps the mean window alone. */
  readonly components: number;
  readonly distance: DistanceMeasure;
}

/** Learns all components of the training windows that explain a share of their variance, once for all scores. */
export function componentScorer(train: Windows, explainedVariance: number): ComponentScores {
  const { windowSize, features } = train;
  const pca = new PcaReconstruction({ windowSize, features, explainedVariance });
  pca.fitTo(train);
  const [mean, vectors] = pca.variables.map((variable) => variable.arraySync()) as [number[], number[][]];
  pca.dispose();
  return ({ values, count }, { components, distance }) =>
    tf.tidy(() => {
      const rows = tf.tensor2d(values, [count, windowSize * features]).sub<tf.Tensor2D>(tf.tensor1d(mean));
      const kept = Math.min(components, vectors[0].length);
      const leading = tf.tensor2d(vectors).slice([0, 0], [-1, kept]); // [values, kept]
      const rest = kept === 0 ? rows : rows.sub(rows.matMul(leading).matMul(leading, false, true));
      return (distance === 'squared' ? rest.square() : rest.abs()).mean(1).dataSync<'float32'>();
    });
}
