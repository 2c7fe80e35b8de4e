import { labelsToSegments } from '../data/segments';
import { harmonicMean, precisionRecallF1 } from './confusion';
import { checkedLabelledPredictions, type BinaryInput } from './inputs';
import { type BoundaryOptions, checkedBoundary } from './boundary';

/**
 * Event-wise F1: recall counts labelled segments in which any point is predicted, precision counts points. One hit wins
 * a segment, but false alarms still cost point by point. 0 where nothing is predicted or nothing is labelled.
 *
 * With `boundary: 'tsb-ad'` (the default), a segment that runs to the end of the series is looked at without its last
 * point, as that tool does. `'definition'` looks at the whole of it.
 *
 * @throws {MetricError} For empty, unequal or NaN input.
 * @see Garg et al. 2021, "An Evaluation of Anomaly Detection and Diagnosis in Multivariate Time Series" (composite
 *      F-score); TSB-AD's `metric_EventF1PA` with predictions.
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
