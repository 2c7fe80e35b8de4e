/** What the fitted baselines share: variables that exist once they are fitted or restored. */
import * as tf from '@tensorflow/tfjs';
import type { Windows } from '../../data/index';
import { requireBackend } from '../../runtime/index';
import { requireFiniteWindows, type DetectorConfig, type FittedDetector } from '../detector';

/** Windows without their position in a series. */
export type WindowValues = Pick<Windows, 'values' | 'count' | 'windowSize' | 'features'>;

export abstract class FittedBaseline implements FittedDetector {
  abstract readonly name: string;
  abstract readonly config: DetectorConfig;
  private learnt: tf.Variable[] = [];

  get variables(): readonly tf.Variable[] {
    return this.learnt;
  }

  abstract fitTo(windows: Windows): void;

  abstract anomalyScore(windows: tf.Tensor3D): tf.Tensor1D;

  restore(values: readonly tf.Tensor[]): void {
    const next = tf.tidy(() => values.map((value) => tf.variable(value.clone(), false)));
    tf.dispose(this.learnt);
    this.learnt = next;
  }

  dispose(): void {
    tf.dispose(this.learnt);
    this.learnt = [];
  }

  /** Keeps what was learnt, given as arrays with shapes. */
  protected learn(...values: readonly { readonly data: Float32Array; readonly shape: number[] }[]): void {
    requireBackend();
    tf.tidy(() => this.restore(values.map(({ data, shape }) => tf.tensor(data, shape))));
  }

  /** @throws If it has not been fitted. */
  protected requireFitted(): void {
    if (this.learnt.length === 0) throw new Error(`${this.name}: fit it to normal windows before it scores.`);
  }

  /** @throws If there is no window, they are not of the config's size, or a value is not finite. */
  protected requireTraining(windows: WindowValues): void {
    const { config } = this;
    const { count, windowSize, features } = windows;
    if (windowSize !== config.windowSize || features !== config.features) {
      const expected = `[${config.windowSize}, ${config.features}]`;
      throw new Error(`${this.name}: expected windows of ${expected}; found [${windowSize}, ${features}].`);
    }
    if (count < 1) throw new Error(`${this.name}: expected at least one window to fit to, found none.`);
    requireFiniteWindows(this.name, windows);
  }
}

/** Reads a batch as arrays, for baselines that compute in plain loops. */
export function readWindows(windows: tf.Tensor3D): WindowValues {
  const [count, windowSize, features] = windows.shape;
  return { values: windows.dataSync<'float32'>(), count, windowSize, features };
}
