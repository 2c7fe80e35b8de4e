import { labelsToSegments, type Segment } from '../data/segments';
import { harmonicMean, type PrecisionRecallF1 } from './confusion';
import { checkedLabelledPredictions, requireAnomalies, type BinaryInput } from './inputs';

/** A labelled event with the zone around it in which predictions are affiliated with it. */
interface AffiliatedEvent {
  readonly event: Segment;
  /** Its bounds may lie half-way between two points. */
  readonly zone: Segment;
}

/**
 * Affiliation precision and recall: each labelled event is judged within its own zone, the part of [0, n) nearer to it
 * than to other events, by how close predictions come to it (precision) and it to predictions (recall), on a scale
 * where a point drawn at random from the zone does as well as chance. A point i is the interval [i, i + 1).
 * Random predictions score about 0.5 in precision and near 1 in recall, so read it beside such a baseline.
 *
 * Precision averages over the zones that hold a prediction. Where none does, it is 0, as in `precisionRecallF1`;
 * the authors' tool gives NaN.
 *
 * @throws {MetricError} For empty, unequal or NaN input, and (undefined-measure) where no label is anomalous.
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

// Zones meet half-way between neighbouring events; the outer ones reach the ends of the series.
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
 * The mean over predicted points x of the chance that a random point of the zone lies no nearer to the event than x:
 * 1 inside the event; at distance d from it 1 - (|event| + d + min(d, m)) / |zone|, where m is the distance at which
 * the nearer side of the zone ends.
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
 * The mean over the event's points y of the chance that a random point of the zone lies no nearer to y than the nearest
 * prediction does. The event is shared out among the predictions at the middles of the gaps between them.
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
// |zone|; the breaks are where that minimum changes hands.
function recallBeside(edge: number, span: Segment, zone: Segment): number {
  const survival = (y: number) => {
    const d = Math.abs(y - edge);
    return 1 - (d + Math.min(d, y - zone.start, zone.end - y)) / (zone.end - zone.start);
  };
  return integrate(survival, span, [(zone.start + edge) / 2, (zone.start + zone.end) / 2, (edge + zone.end) / 2]);
}

/** Integrates exactly a function that is linear between the breaks, which must ascend, by trapezoids. */
function integrate(f: (x: number) => number, { start, end }: Segment, breaks: readonly number[]): number {
  let sum = 0;
  let left = start;
  for (const right of [...breaks.filter((x) => x > start && x < end), end]) {
    sum += ((right - left) * (f(left) + f(right))) / 2;
    left = right;
  }
  return sum;
}
