/** The validation loss: the mean over all windows, in a few large batches, as a graph if that saves time. */
import * as tf from '@tensorflow/tfjs';
import { capture, type CapturedStep } from '../runtime/index';

/** Windows in one evaluation; it bounds the memory. */
const BATCH_SIZE = 1024;
/** Recording and loading a graph takes as long as about fifty evaluations save. */
const CAPTURE_FROM = 50;

export interface MeanLossOptions {
  readonly name: string;
  /** Expected number of evaluations. */
  readonly epochs: number;
  /** False evaluates eagerly. */
  readonly capture: boolean;
}

export class MeanLoss {
  private readonly step: CapturedStep;

  /** @param loss  The mean loss of a batch, a scalar. */
  constructor(loss: (batch: tf.Tensor3D) => tf.Scalar, { name, epochs, capture: enabled }: MeanLossOptions) {
    this.step = capture((batch) => [loss(batch as tf.Tensor3D)], {
      name: `${name}, validation`,
      enabled: enabled && epochs >= CAPTURE_FROM,
    });
  }

  /**
   * Computes the mean loss.
   *
   * @param windows  [count, windowSize, features]
   */
  of(windows: tf.Tensor3D): number {
    const count = windows.shape[0];
    let sum = 0;
    for (let start = 0; start < count; start += BATCH_SIZE) {
      const size = Math.min(BATCH_SIZE, count - start);
      sum += size * tf.tidy(() => this.step.run(windows.slice(start, size))[0].dataSync()[0]);
    }
    return sum / count;
  }

  dispose(): void {
    this.step.dispose();
  }
}
