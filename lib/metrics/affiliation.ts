import { harmonicMean } from './confusion';
import type { PrecisionRecallF1 } from './confusion';
import { checkedLabelledPredictions, requireAnomalies } from './inputs';
import type { BinaryInput } from './inputs';
import { segments } from './segments';
import type { Segment } from './segments';

/** A labelled event with the zone around it in which predictions are affiliated with it. */
interface AffiliatedEvent {
  event: Segment;
  zone: Segment;
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
 * @throws MetricError for empty, unequal or NaN input, and (undefined-measure) where no label is anomalous.
 * @see Huet et al. 2022, "Local Evaluation of Time Series Anomaly Detection Algorithms", sections 3 and 4; the tool
 *      affiliation-metrics-py, `pr_from_events` over [0, n).
 */
export function affiliation(predictions: BinaryInput, labels: BinaryInput): PrecisionRecallF1 {
  const checked = checkedLabelledPredictions('affiliation', predictions, labels);
  requireAnomalies('affiliation', checked.labels);
  const predicted = segments(checked.predictions);
  const events = affiliationZones(segments(checked.labels), checked.labels.length);
  let precisionSum = 0;
  let recallSum = 0;
  let zonesWithPredictions = 0;
  let first = 0;
  for (const { event, zone } of events) {
    while (first < predicted.length && predicted[first][1] <= zone[0]) first++;
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
    const left = j === 0 ? 0 : (events[j - 1][1] + event[0]) / 2;
    const right = j === events.length - 1 ? length : (event[1] + events[j + 1][0]) / 2;
    return { event, zone: [left, right] };
  });
}

function partsWithin(spans: readonly Segment[], [left, right]: Segment, first: number): Segment[] {
  const parts: Segment[] = [];
  for (let k = first; k < spans.length && spans[k][0] < right; k++) {
    parts.push([Math.max(left, spans[k][0]), Math.min(right, spans[k][1])]);
  }
  return parts;
}

/**
 * The mean over predicted points x of the chance that a random point of the zone lies no nearer to the event than x:
 * 1 inside the event; at distance d from it 1 - (|event| + d + min(d, m)) / |zone|, where m is the distance at which
 * the nearer side of the zone ends.
 */
function zonePrecision(parts: readonly Segment[], { event, zone }: AffiliatedEvent): number {
  const zoneLength = zone[1] - zone[0];
  const nearerSide = Math.min(event[0] - zone[0], zone[1] - event[1]);
  const survival = (d: number) => 1 - (event[1] - event[0] + d + Math.min(d, nearerSide)) / zoneLength;
  const outside = (from: number, to: number) => integrate(survival, [from, to], [nearerSide]);
  let integral = 0;
  let length = 0;
  for (const [start, end] of parts) {
    integral += Math.max(0, Math.min(end, event[1]) - Math.max(start, event[0]));
    if (start < event[0]) integral += outside(Math.max(0, event[0] - end), event[0] - start);
    if (end > event[1]) integral += outside(Math.max(0, start - event[1]), end - event[1]);
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
    const from = k === 0 ? zone[0] : (parts[k - 1][1] + part[0]) / 2;
    const to = k === parts.length - 1 ? zone[1] : (part[1] + parts[k + 1][0]) / 2;
    const start = Math.max(event[0], from);
    const end = Math.min(event[1], to);
    if (start >= end) return;
    integral += Math.max(0, Math.min(end, part[1]) - Math.max(start, part[0]));
    if (start < part[0]) integral += recallBeside(part[0], [start, Math.min(end, part[0])], zone);
    if (end > part[1]) integral += recallBeside(part[1], [Math.max(start, part[1]), end], zone);
  });
  return integral / (event[1] - event[0]);
}

// At distance d from the prediction's edge the chance is 1 - (d + min(d, distance from y to the zone's nearer end)) /
// |zone|; the breaks are where that minimum changes hands.
function recallBeside(edge: number, span: Segment, [left, right]: Segment): number {
  const survival = (y: number) => {
    const d = Math.abs(y - edge);
    return 1 - (d + Math.min(d, y - left, right - y)) / (right - left);
  };
  return integrate(survival, span, [(left + edge) / 2, (left + right) / 2, (edge + right) / 2]);
}

/** Integrates exactly a function that is linear between the breaks, which must ascend, by trapezoids. */
function integrate(f: (x: number) => number, [from, to]: Segment, breaks: readonly number[]): number {
  let sum = 0;
  let left = from;
  for (const right of [...breaks.filter((x) => x > from && x < to), to]) {
    sum += ((right - left) * (f(left) + f(right))) / 2;
    left = right;
  }
  return sum;
}
