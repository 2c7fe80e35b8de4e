/** Random scores: what chance reaches under a protocol, its threshold included. */
import * as tf from '@tensorflow/tfjs';
import { Random } from '../../base/index';
import type { Windows } from '../../data/index';
import { requireConfig, type ConfigChecks } from '../config-checks';
import { requireWindows, type FittedDetector } from '../detector';

export interface RandomBaselineConfig {
  readonly windowSize: number;
  readonly features: number;
  readonly seed: number;
  /** Names the stream of numbers for this seed, so that two data sets can have different ones. */
  readonly stream: string;
}

export const defaultRandomBaselineConfig: RandomBaselineConfig = {
  windowSize: 10,
  features: 25,
  seed: 0,
  stream: 'random baseline',
};

const checks: ConfigChecks<RandomBaselineConfig> = {
  stream: { expected: 'text', holds: (value) => typeof value === 'string' },
};

/**
 * Gives the n-th window that it scores the n-th number of a seeded stream, uniform in [0, 1), whatever the window holds. A
 * number computed from the values would be the same for equal windows, of which telemetry has many. A new or restored
 * detector begins its stream at the first number.
 */
export class RandomBaseline implements FittedDetector {
  readonly name = 'random';
  readonly config: RandomBaselineConfig;
  /** Nothing is learnt. */
  readonly variables: readonly tf.Variable[] = [];
  private stream: Random;

  /** @throws If a setting is out of range. */
  constructor(config: Partial<RandomBaselineConfig> = {}) {
    this.config = requireConfig(this.name, { ...defaultRandomBaselineConfig, ...config }, checks);
    this.stream = this.begin();
  }

  fitTo(): void {
    this.stream = this.begin();
  }

  restore(): void {
    this.stream = this.begin();
  }

  trainingScores({ count }: Windows): Float32Array {
    return this.draw(count);
  }

  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    requireWindows(this, windows);
    // Reading prevents a graph capture, which would freeze the numbers.
    windows.dataSync();
    return tf.tensor1d(this.draw(windows.shape[0]), 'float32');
  }

  dispose(): void {
    // It holds no tensor.
  }

  private begin(): Random {
    return new Random(this.config.seed).fork(this.config.stream);
  }

  private draw(count: number): Float32Array {
    return Float32Array.from({ length: count }, () => this.stream.uniform());
  }
}
