/** Segments of consecutive time steps, and their conversion from and to labels. */
import { type BinaryArray, DataError, requireInteger } from '../base/index';

/** Consecutive time steps, half-open: includes `start`, excludes `end`. */
export interface Segment {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the maximal runs of anomalous labels.
 *
 * @param labels      Labels or predictions: 0 is normal, any other number anomalous. An empty array has no segments.
 * @returns           In ascending order; they neither overlap nor touch.
 * @throws {DataError} If a label is NaN or not a number; the message gives its index.
 */
export function labelsToSegments(labels: BinaryArray): Segment[] {
  const segments: Segment[] = [];
  let start = -1;
  for (let i = 0; i <= labels.length; i++) {
    const anomalous = i < labels.length && isAnomalous(labels, i);
    if (anomalous && start < 0) start = i;
    if (!anomalous && start >= 0) {
      segments.push({ start, end: i });
      start = -1;
    }
  }
  return segments;
}

/**
 * Labels the time steps of segments: the inverse of `labelsToSegments`. The segments may overlap, touch or be empty.
 *
 * @param segments    Within [0, length), in any order. If start equals end, a segment labels nothing.
 * @param length      Number of time steps in the series.
 * @returns           1 inside a segment and 0 outside, shape [length].
 * @throws {DataError} If a segment leaves the series, ends before it starts or has fractional bounds.
 */
export function segmentsToLabels(segments: readonly Segment[], length: number): Uint8Array {
  requireInteger('length', length, 0);
  const labels = new Uint8Array(length);
  segments.forEach(({ start, end }, i) => {
    if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || start > end || end > length) {
      const expected = `expected whole numbers within [0, ${length}) and start <= end`;
      throw new DataError(`segment ${i}: ${expected}, found [${start}, ${end})`);
    }
    labels.fill(1, start, end);
  });
  return labels;
}

function isAnomalous(labels: BinaryArray, index: number): boolean {
  const label: unknown = labels[index];
  if (typeof label === 'number' && !Number.isNaN(label)) return label !== 0;
  throw new DataError(`labels[${index}]: expected 0 (normal) or another number (anomalous), found ${String(label)}`);
}
