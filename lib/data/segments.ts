import type { BinaryArray } from './arrays';

/** Consecutive time steps, half-open: `start` belongs to it, `end` does not. */
export interface Segment {
  readonly start: number;
  readonly end: number;
}

/** Labels of a series, 1 inside any segment. Segments may overlap and touch; what lies outside [0, length) is ignored. */
export function segmentsToLabels(segments: readonly Segment[], length: number): Uint8Array {
  const labels = new Uint8Array(length);
  for (const { start, end } of segments) labels.fill(1, Math.max(0, start), Math.max(0, end));
  return labels;
}

/** The maximal runs of anomalous labels, in order. */
export function labelsToSegments(labels: BinaryArray): Segment[] {
  const segments: Segment[] = [];
  let start = -1;
  for (let i = 0; i <= labels.length; i++) {
    const anomalous = i < labels.length && labels[i] !== 0;
    if (anomalous && start < 0) start = i;
    if (!anomalous && start >= 0) {
      segments.push({ start, end: i });
      start = -1;
    }
  }
  return segments;
}
