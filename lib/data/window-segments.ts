import { type BinaryArray, DataError } from '../base/index';
import { labelsToSegments, segmentsToLabels, type Segment } from './segments';
import type { Windows } from './windows';

/**
 * The stretches of time that windows called anomalous cover, merged where they overlap or touch.
 *
 * @param predictions  One per window: 1 where anomalous.
 * @returns            Half-open segments in time steps.
 * @throws {DataError} If there is not one prediction per window.
 */
export function windowSegments(predictions: BinaryArray, windows: Windows): Segment[] {
  const { count, starts, windowSize } = windows;
  if (predictions.length !== count) {
    throw new DataError(`expected ${count} predictions, one per window, found ${predictions.length}`);
  }
  const covered = Array.from(starts)
    .filter((_, i) => predictions[i] !== 0)
    .map((start) => ({ start, end: start + windowSize }));
  const length = covered.reduce((end, segment) => Math.max(end, segment.end), 0);
  return labelsToSegments(segmentsToLabels(covered, length));
}
