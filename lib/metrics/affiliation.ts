/** Affiliation precision and recall. */
import { labelsToSegments, type Segment } from '../data/segments';
import { harmonicMean, type PrecisionRecallF1 } from './confusion';
import { checkedLabelledPredictions, requireAnomalies, type BinaryInput } from './inputs';

/** A labelled event and its zone; predictions in the zone are affiliated with the event. */
interface AffiliatedEvent {
  readonly event: Segment;
  /** The bounds may lie half-way between two points. */
  readonly zone: Segment;
}

/**
 * Computes affiliation precision and recall. Each labelled event is judged within its zone, the part of [0, n) that is
 * nearer to it than to other events. Precision measures how close the predictions are to the event, recall how close
 * the event is to the predictions, both compared with a random point of the zone. A point i is the interval [i, i + 1).
 * Random predictions have a precision of about 0.5 and a recall near 1, so read the measure beside such a baseline.
 *
 * Precision averages over the zones that hold a prediction. If none does, it is 0, as in `precisionRecallF1`; the
 * authors' tool gives NaN.
 *
 * @throws {MetricError} If the input is empty, unequal or NaN, or (undefined-measure) if no label is anomalous.
 * @see Huet et al. 2022, "Local Evaluation of Time Series Anomaly Detection Algorithms", sections 3 and 4; the tool
 *      affiliation-metrics-py, `pr_from_events` over [0, n).
 */
export function affiliation(predictions: BinaryInput, labels: BinaryInput): PrecisionRecallF1 {
  const checked = checkedLabelledPredictions('affiliation', predictions, labels);
  requireAnomalies('affiliation', checked.labels);
  const predicted = labelsToSegments(checked.predictions);
  const events = affiliationZones(labelsToSegments(checked.labels), checked.labels.length);
  let precisionSum = 0;
  let recallSum = 0;
  let zonesWithPredictions = 0;
  let first = 0;
  for (const { event, zone } of events) {
    while (first < predicted.length && predicted[first].end <= zone.start) first++;
    const parts = partsWithin(predicted, zone, first);
    if (parts.length === 0) continue;
    zonesWithPredictions++;
    precisionSum += zonePrecision(parts, { event, zone });
    recallSum += zoneRecall(parts, { event, zone });
  }
  const precision = Math.min(1, precisionSum / Math.max(1, zonesWithPredictions));
  const recall = Math.min(1, recallSum / events.length);
  return { precision, recall, f1: harmonicMean(precision, recall) };
}

/** Finds the zones. They meet half-way between neighbouring events; the outer ones reach the ends of the series. */
function affiliationZones(events: readonly Segment[], length: number): AffiliatedEvent[] {
  return events.map((event, j) => {
    const start = j === 0 ? 0 : (events[j - 1].end + event.start) / 2;
    const end = j === events.length - 1 ? length : (event.end + events[j + 1].start) / 2;
    return { event, zone: { start, end } };
  });
}

function partsWithin(spans: readonly Segment[], zone: Segment, first: number): Segment[] {
  const parts: Segment[] = [];
  for (let k = first; k < spans.length && spans[k].start < zone.end; k++) {
    parts.push({ start: Math.max(zone.start, spans[k].start), end: Math.min(zone.end, spans[k].end) });
  }
  return parts;
}

/**
 * Computes the mean over predicted points x of the chance that a random point of the zone is no nearer to the event
 * than x: 1 inside the event; at distance d from it 1 - (|event| + d + min(d, m)) / |zone|, where m is the distance at
 * which the nearer side of the zone ends.
 */
function zonePrecision(parts: readonly Segment[], { event, zone }: AffiliatedEvent): number {
  const zoneLength = zone.end - zone.start;
  const nearerSide = Math.min(event.start - zone.start, zone.end - event.end);
  const survival = (d: number) => 1 - (event.end - event.start + d + Math.min(d, nearerSide)) / zoneLength;
  const outside = (start: number, end: number) => integrate(survival, { start, end }, [nearerSide]);
  let integral = 0;
  let length = 0;
  for (const { start, end } of parts) {
    integral += Math.max(0, Math.min(end, event.end) - Math.max(start, event.start));
    if (start < event.start) integral += outside(Math.max(0, event.start - end), event.start - start);
    if (end > event.end) integral += outside(Math.max(0, start - event.end), end - event.end);
    length += end - start;
  }
  return integral / length;
}

/**
 * Computes the mean over the event's points y of the chance that a random point of the zone is no nearer to y than the
 * nearest prediction is. The event is divided among the predictions at the middles of the gaps between them.
 */
function zoneRecall(parts: readonly Segment[], { event, zone }: AffiliatedEvent): number {
  let integral = 0;
  parts.forEach((part, k) => {
    const from = k === 0 ? zone.start : (parts[k - 1].end + part.start) / 2;
    const to = k === parts.length - 1 ? zone.end : (part.end + parts[k + 1].start) / 2;
    const start = Math.max(event.start, from);
    const end = Math.min(event.end, to);
    if (start >= end) return;
    integral += Math.max(0, Math.min(end, part.end) - Math.max(start, part.start));
    if (start < part.start) integral += recallBeside(part.start, { start, end: Math.min(end, part.start) }, zone);
    if (end > part.end) integral += recallBeside(part.end, { start: Math.max(start, part.end), end }, zone);
  });
  return integral / (event.end - event.start);
}

// At distance d from the prediction's edge the chance is 1 - (d + min(d, distance from y to the zone's nearer end)) /
// |zone|. The breaks are where the smaller of the two changes.
function recallBeside(edge: number, span: Segment, zone: Segment): number {
  const survival = (y: number) => {
    const d = Math.abs(y - edge);
    return 1 - (d + Math.min(d, y - zone.start, zone.end - y)) / (zone.end - zone.start);
  };
  return integrate(survival, span, [(zone.start + edge) / 2, (zone.start + zone.end) / 2, (edge + zone.end) / 2]);
}

/** Integrates a function that is linear between ascending breaks. Trapezoids are exact then. */
function integrate(f: (x: number) => number, { start, end }: Segment, breaks: readonly number[]): number {
  let sum = 0;
  let left = start;
  for (const right of [...breaks.filter((x) => x > start && x < end), end]) {
    sum += ((right - left) * (f(left) + f(right))) / 2;
    left = right;
  }
  return sum;
}
