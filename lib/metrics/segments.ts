import { checkedBinary, requireWholeNumber, shown } from './inputs';
import type { BinaryInput } from './inputs';
import { MetricError } from './metric-error';

/** A run of consecutive points, half-open: `start` is the first index inside, `end` the first one after it. */
export type Segment = readonly [start: number, end: number];

/**
 * Finds the maximal runs of anomalous points.
 *
 * @param labels Labels or predictions; an empty array has no segments.
 * @returns      Segments in ascending order; they neither overlap nor touch.
 * @throws       MetricError naming the index of a NaN.
 */
export function segments(labels: BinaryInput): Segment[] {
  const binary = checkedBinary('segments', 'labels', labels);
  const found: Segment[] = [];
  let start = binary.indexOf(1);
  while (start !== -1) {
    const next = binary.indexOf(0, start);
    const end = next === -1 ? binary.length : next;
    found.push([start, end]);
    start = binary.indexOf(1, end);
  }
  return found;
}

/**
 * Marks the points of segments: the inverse of `segments`, though the spans given here may overlap or touch.
 *
 * @param spans  Half-open segments within [0, length); an empty one (start equal to end) marks nothing.
 * @param length How many points the series has.
 * @returns      Labels, 0 or 1, shape [length].
 * @throws       MetricError naming the first span that is no whole-numbered span within the series.
 */
export function segmentsToLabels(spans: readonly Segment[], length: number): Uint8Array {
  requireWholeNumber('segmentsToLabels', ['length', length], 0);
  const labels = new Uint8Array(length);
  spans.forEach(([start, end], i) => {
    if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || start > end || end > length) {
      const found = `[${shown(start)}, ${shown(end)})`;
      const detail = `segment ${i} must lie within [0, ${length}) with start <= end, found ${found}.`;
      throw new MetricError('segmentsToLabels', 'invalid-input', detail);
    }
    labels.fill(1, start, end);
  });
  return labels;
}
