/** Point adjustment and its F1. */
import { shown, type NumberArray } from '../base/index';
import { labelsToSegments } from '../data/segments';
import { precisionRecallF1 } from './confusion';
import { checkedLabelledPredictions, checkedLabelledScores, countOnes, type BinaryInput } from './inputs';
import { MetricError } from './metric-error';
import { bestF1, type BestF1 } from './precision-recall';

/**
 * Adjusts predictions with a required share (PA%K): if more than k percent of a labelled segment's points are
 * predicted, all of its points count as predicted. This uses the labels, so the result is too good: with k = 0, the
 * usual point adjustment, one lucky point finds a whole segment, and random scores rank among the best detectors.
 *
 * @param k  Percent, 0 to 100. At 100 the predictions are unchanged.
 * @returns  Adjusted predictions, 0 or 1; the input does not change.
 * @throws {MetricError} If the input is empty, unequal or NaN, or k is not from 0 to 100.
 * @see Kim et al. 2022, "Towards a Rigorous Evaluation of Time-Series Anomaly Detection", section 4; its tool `tadpak`,
 *      whose strict comparison (hits > k / 100 * length) is kept.
 */
export function pointAdjust(predictions: BinaryInput, labels: BinaryInput, k = 0): Uint8Array {
  const checked = checkedLabelledPredictions('pointAdjust', predictions, labels);
  if (typeof k !== 'number' || !(k >= 0 && k <= 100)) {
    const detail = `k must be a percentage from 0 to 100, found ${shown(k)}.`;
    throw new MetricError('pointAdjust', 'invalid-input', detail);
  }
  const adjusted = checked.predictions;
  for (const { start, end } of labelsToSegments(checked.labels)) {
    const hits = countOnes(adjusted.subarray(start, end));
    if (hits > (k / 100) * (end - start)) adjusted.fill(1, start, end);
  }
  return adjusted;
}

/**
 * Computes F1 after `pointAdjust`. For precision and recall, pass the adjusted predictions to `precisionRecallF1`.
 *
 * @param k  Percent, 0 to 100.
 * @throws {MetricError} If the input or k is unusable, as in `pointAdjust`.
 */
export function pointAdjustedF1(predictions: BinaryInput, labels: BinaryInput, k = 0): number {
  return precisionRecallF1(pointAdjust(predictions, labels, k), labels).f1;
}

/**
 * Finds the highest point-adjusted F1 of any threshold (k = 0). **An oracle**, twice over: it chooses the threshold by the
 * labels, and adjusts by them. A segment is found if its highest score is, so that each of its points takes that score.
 *
 * @throws {MetricError} If the input is empty, unequal or NaN, or (undefined-measure) if no label is anomalous.
 * @see Kim et al. 2022, section 3, where random scores reach the best F1 by it.
 */
export function bestPointAdjustedF1(scores: NumberArray, labels: BinaryInput): BestF1 {
  const checked = checkedLabelledScores('bestPointAdjustedF1', scores, labels);
  const raised = Float64Array.from(checked.scores);
  for (const { start, end } of labelsToSegments(checked.labels)) {
    const highest = raised.subarray(start, end).reduce((most, score) => Math.max(most, score), -Infinity);
    raised.fill(highest, start, end);
  }
  return bestF1(raised, checked.labels);
}
