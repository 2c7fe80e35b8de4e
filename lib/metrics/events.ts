/** Event-wise F1. */
import { labelsToSegments } from '../data/segments';
import { harmonicMean, precisionRecallF1 } from './confusion';
import { checkedLabelledPredictions, type BinaryInput } from './inputs';
import { type BoundaryOptions, checkedBoundary } from './boundary';

/**
 * Computes event-wise F1. Recall counts labelled segments with at least one predicted point; precision counts points.
 * So one hit finds a whole segment, but every falsely predicted point costs. The result is 0 if nothing is predicted or
 * nothing is labelled.
 *
 * With `boundary: 'tsb-ad'` (the default), the last point of a segment that reaches the end of the series is ignored,
 * as in that tool. With `'definition'` it counts.
 *
 * @throws {MetricError} If the input is empty, unequal or NaN, or the option is unknown.
 * @see Garg et al. 2021, "An Evaluation of Anomaly Detection and Diagnosis in Multivariate Time Series" (composite
 *      F-score); TSB-AD's `metric_EventF1PA` with predictions.
 * @public A usual measure, for comparison with other work.
 */
export function eventF1(predictions: BinaryInput, labels: BinaryInput, options: BoundaryOptions = {}): number {
  const checked = checkedLabelledPredictions('eventF1', predictions, labels);
  const skipsFinalPoint = checkedBoundary('eventF1', options) === 'tsb-ad';
  const events = labelsToSegments(checked.labels);
  if (events.length === 0) return 0;
  const lookedAt = skipsFinalPoint ? checked.predictions.subarray(0, -1) : checked.predictions;
  const found = events.filter(({ start, end }) => lookedAt.subarray(start, end).includes(1)).length;
  return harmonicMean(precisionRecallF1(checked.predictions, checked.labels).precision, found / events.length);
}
