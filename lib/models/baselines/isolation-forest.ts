/**
 * Isolation forest (Liu, Ting & Zhou 2008) on windows.
 *
 * Written here because no npm package is correct: isolation-forest 0.0.9 grows its trees on all rows whatever the sample
 * size; ml-isolation-forest 0.1.0 takes no samples, adds Euler's constant once where the formula doubles it, cannot be seeded
 * and has no types.
 */
import * as tf from '@tensorflow/tfjs';
import { positiveSize, Random, wholeNumber } from '../../base/index';
import type { Windows } from '../../data/index';
import { requireConfig, type ConfigChecks } from '../config-checks';
import { requireWindows } from '../detector';
import { FittedBaseline, readWindows } from './fitted-baseline';
import { averagePathLength, growTree, NODE_SIZE, pathLength } from './isolation-tree';

export interface IsolationForestConfig {
  readonly windowSize: number;
  readonly features: number;
  /** Trees. The paper: 100, with which path lengths have converged. */
  readonly trees: number;
  /** Windows that a tree sees, or all if there are fewer. The paper: 256; larger samples cause swamping and masking. */
  readonly sampleSize: number;
  /** Decides samples and splits. */
  readonly seed: number;
}

export const defaultIsolationForestConfig: IsolationForestConfig = {
  windowSize: 10,
  features: 25,
  trees: 100,
  sampleSize: 256,
  seed: 0,
};

const checks: ConfigChecks<IsolationForestConfig> = { trees: positiveSize, sampleSize: wholeNumber(2) };

export class IsolationForest extends FittedBaseline {
  readonly name = 'isolation-forest';
  readonly config: IsolationForestConfig;

  /** @throws If a setting is out of range. */
  constructor(config: Partial<IsolationForestConfig> = {}) {
    super();
    this.config = requireConfig(this.name, { ...defaultIsolationForestConfig, ...config }, checks);
  }

  /** Learns three variables: all trees' nodes, [nodes, 5], their roots, [trees], and the size of the samples, [1]. */
  override fitTo(windows: Windows): void {
    this.requireTraining(windows);
    const { values, count } = windows;
    const width = windows.windowSize * windows.features;
    const size = Math.min(this.config.sampleSize, count);
    if (size < 2) throw new Error('isolation-forest: expected at least 2 windows to fit to, found 1.');
    const height = Math.ceil(Math.log2(size));
    const random = new Random(this.config.seed).fork('isolation forest');
    const nodes: number[] = [];
    const roots = Array.from({ length: this.config.trees }, () => {
      const rows = random.permutation(count).slice(0, size);
      return growTree({ values, width, rows }, nodes, { height, random });
    });
    this.learn(
      { data: Float32Array.from(nodes), shape: [nodes.length / NODE_SIZE, NODE_SIZE] },
      { data: Float32Array.from(roots), shape: [roots.length] },
      { data: Float32Array.of(size), shape: [1] },
    );
  }

  /** Computes 2^(-E(path length) / c(sample size)), in (0, 1) (equation 2), outside TensorFlow. */
  override anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    this.requireFitted();
    requireWindows(this, windows);
    const { values, count, windowSize, features } = readWindows(windows);
    const [nodes, roots, size] = this.variables.map((variable) => variable.dataSync<'float32'>());
    const [width, expected] = [windowSize * features, averagePathLength(size[0])];
    const scores = Float32Array.from({ length: count }, (_, i) => {
      const row = values.subarray(i * width, (i + 1) * width);
      const total = roots.reduce((sum, root) => sum + pathLength(nodes, root, row), 0);
      return 2 ** (-total / roots.length / expected);
    });
    return tf.tensor1d(scores);
  }
}
