/** Scores one time step after another, as a monitor receives them, in constant memory. */
import * as tf from '@tensorflow/tfjs';
import type { Series } from '../data/index';
import { capture, type CapturedStep } from '../runtime/index';
import { PipelineError } from './pipeline-error';
import type { PipelineParts } from './pipeline-parts';
import { nextSmoothed } from './series-scores';

/** The result for one time step. */
export interface StreamScore {
  /** The smoothed score of the window that ends at this time step; undefined while the first window is not yet full. */
  readonly score: number | undefined;
  /** Whether the first window is not full yet: true for the first `windowSize - 1` time steps. */
  readonly warmingUp: boolean;
}

/** An incremental scorer: the pipeline's cleaning, scaling, model and smoothing, one time step at a time. */
export interface PipelineStream {
  /** Time steps in a window. */
  readonly windowSize: number;
  /** Values per time step. */
  readonly features: number;
  /**
   * Takes the next time step. NaN and infinities count as missing and are filled.
   *
   * @param values     One per feature, in the units of the training series.
   * @throws {PipelineError} If the number of values is wrong or a scaled value exceeds float32. The stream is unchanged.
   */
  push(values: ArrayLike<number>): StreamScore;
  /** Empties the window and warms up again, as after a gap. */
  reset(): void;
  /** Frees the stream's tensors; the pipeline stays usable. */
  dispose(): void;
}

/** Opens a stream on the parts of a fitted pipeline. */
export function openStream(parts: PipelineParts, settings: { smoothingSpan: number }): PipelineStream {
  return new WindowStream(parts, settings.smoothingSpan);
}

class WindowStream implements PipelineStream {
  readonly windowSize: number;
  readonly features: number;
  /** The last windowSize time steps, stored twice, windowSize apart: so every window is contiguous, without a copy. */
  private readonly ring: Float32Array;
  private readonly scorer: CapturedStep;
  /** Time steps so far, at most windowSize. */
  private filled = 0;
  private position = 0;
  private smoothed: number | undefined;
  /** The last time step with missing values filled, in the units of the training series. */
  private previous: Float64Array | undefined;

  constructor(
    private readonly parts: PipelineParts,
    private readonly smoothingSpan: number,
  ) {
    const { detector } = parts;
    ({ windowSize: this.windowSize, features: this.features } = detector.config);
    this.ring = new Float32Array(2 * this.windowSize * this.features);
    // Detectors that read values back, such as nearest neighbours, cannot be captured and run eagerly; no warning.
    this.scorer = capture((window) => [detector.anomalyScore(window as tf.Tensor3D)], {
      name: `${detector.name}, stream`,
      warn: () => undefined,
    });
  }

  push(values: ArrayLike<number>): StreamScore {
    const { windowSize, features } = this;
    if (values.length !== features) {
      throw new PipelineError(`stream: expected ${features} values in a time step; found ${values.length}.`);
    }
    const { row, raw } = this.clean(values);
    this.previous = raw;
    this.ring.set(row, this.position * features);
    this.ring.set(row, (this.position + windowSize) * features);
    this.position = (this.position + 1) % windowSize;
    this.filled = Math.min(this.filled + 1, windowSize);
    if (this.filled < windowSize) return { score: undefined, warmingUp: true };
    this.smoothed = nextSmoothed(this.smoothed, this.scoreWindow(), this.smoothingSpan);
    return { score: this.smoothed, warmingUp: false };
  }

  reset(): void {
    [this.filled, this.position] = [0, 0];
    [this.smoothed, this.previous] = [undefined, undefined];
  }

  dispose(): void {
    this.scorer.dispose();
  }

  /**
   * Fills, scales and clips one time step. Missing values may be filled from the previous step.
   *
   * @returns  The time step for the model, and the raw one with missing values filled as far as possible.
   */
  private clean(values: ArrayLike<number>): { row: Float32Array; raw: Float64Array } {
    const { features, previous } = this;
    const { preprocess, names } = this.parts;
    const length = previous ? 2 : 1;
    const both = new Float64Array(length * features);
    if (previous) both.set(previous);
    both.set(values, (length - 1) * features);
    const series: Series = { name: 'stream', values: both, length, features, names };
    const row = Float32Array.from(preprocess.transform(series).values.subarray((length - 1) * features));
    const wild = row.findIndex((value) => !Number.isFinite(value));
    if (wild >= 0) {
      const found = `${names[wild]} = ${both[(length - 1) * features + wild]}`;
      throw new PipelineError(`stream: expected values within the range of float32; found ${found}.`);
    }
    const raw = both.slice((length - 1) * features).map((value, i) => {
      return Number.isFinite(value) || !previous ? value : previous[i];
    });
    return { row, raw };
  }

  private scoreWindow(): number {
    const { windowSize, features, position } = this;
    const window = this.ring.subarray(position * features, (position + windowSize) * features);
    return tf.tidy(() => {
      const batch = tf.tensor3d(window.slice(), [1, windowSize, features]);
      return this.scorer.run(batch)[0].dataSync()[0];
    });
  }
}
