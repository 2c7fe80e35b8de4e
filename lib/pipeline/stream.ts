/** Scores one time step after another, as a monitor receives them, in constant memory. */
import * as tf from '@tensorflow/tfjs';
import type { Detector } from '../models/index';
import { capture, type CapturedStep } from '../runtime/index';
import type { PipelineParts } from './pipeline-parts';
import type { PipelineSettings } from './pipeline-settings';
import type { PipelineStream, StreamScore } from './pipeline-stream';
import { StepStream } from './step-stream';
import { StreamCleaner } from './stream-cleaning';
import { StreamDetector } from './stream-detector';
import { nextSmoothed } from './stream-smoothing';

/** Opens a stream on the parts of a fitted pipeline. */
export function openStream(parts: PipelineParts, settings: PipelineSettings): PipelineStream {
  const { detector } = parts;
  if (detector instanceof StreamDetector) return new StepStream(detector, parts, settings);
  return new WindowStream(detector, parts, settings.smoothingSpan);
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
  private readonly cleaner: StreamCleaner;

  constructor(
    detector: Detector,
    parts: Pick<PipelineParts, 'preprocess' | 'names'>,
    private readonly smoothingSpan: number,
  ) {
    this.cleaner = new StreamCleaner(parts);
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
    const row = this.cleaner.take(values);
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
    this.smoothed = undefined;
    this.cleaner.reset();
  }

  dispose(): void {
    this.scorer.dispose();
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
