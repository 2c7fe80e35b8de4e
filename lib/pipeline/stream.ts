/** Scores one time step after another, as a monitor receives them, in memory that does not grow. */
import * as tf from '@tensorflow/tfjs';
import type { Series } from '../data/index';
import { capture, type CapturedStep } from '../runtime/index';
import { PipelineError } from './pipeline-error';
import type { PipelineParts } from './pipeline-parts';
import { nextSmoothed } from './series-scores';

/** What a stream says of the time step that it was just given. */
export interface StreamScore {
  /** The smoothed score of the window that ends at this time step; undefined while the first window is not yet full. */
  readonly score: number | undefined;
  /** Whether the first window is still being filled: true for the first `windowSize - 1` time steps. */
  readonly warmingUp: boolean;
}

/** An incremental scorer: the pipeline's cleaning, scaling, model and smoothing, one time step at a time. */
export interface PipelineStream {
  /** Time steps in a window. */
  readonly windowSize: number;
  /** Values per time step. */
  readonly features: number;
  /**
   * Takes the next time step. NaN and infinities count as missing and are filled as the pipeline was fitted to.
   *
   * @param values     One per feature, in the units of the training series.
   * @throws {PipelineError} If there are not `features` values, or one lies beyond float32 though scaled; the stream is
   *                        then as before.
   */
  push(values: ArrayLike<number>): StreamScore;
  /** Forgets the window and begins to warm up again, as after a gap. */
  reset(): void;
  /** Frees what the stream holds of the tensor backend; the pipeline itself stays usable. */
  dispose(): void;
}

/** A stream from the parts of a fitted pipeline. */
export function openStream(parts: PipelineParts, settings: { smoothingSpan: number }): PipelineStream {
  return new WindowStream(parts, settings.smoothingSpan);
}

class WindowStream implements PipelineStream {
  readonly windowSize: number;
  readonly features: number;
  /** The last windowSize time steps, each twice, windowSize apart: so every window lies in one piece, without a copy. */
  private readonly ring: Float32Array;
  private readonly scorer: CapturedStep;
  /** Time steps so far, modulo windowSize once the window is full. */
  private filled = 0;
  private position = 0;
  private smoothed: number | undefined;
  /** The last time step with its gaps filled, in the units of the training series. */
  private previous: Float64Array | undefined;

  constructor(
    private readonly parts: PipelineParts,
    private readonly smoothingSpan: number,
  ) {
    const { detector } = parts;
    ({ windowSize: this.windowSize, features: this.features } = detector.config);
    this.ring = new Float32Array(2 * this.windowSize * this.features);
    // What reads values on its way, as neighbours do, stays eager without a word.
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
   * Fills, scales and clips one time step; what its gaps are filled with may come from the one before.
   *
   * @returns  The time step for the model, and as it came but without gaps where a value is known for them.
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
