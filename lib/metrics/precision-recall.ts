/** Average precision, the precision-recall curve and the best F1 of any threshold. */
import type { NumberArray } from '../base/index';
import type { PrecisionRecallF1 } from './confusion';
import { checkedLabelledScores, requireAnomalies, type BinaryInput } from './inputs';
import { rankedCounts, type RankedCounts } from './ranked-counts';

/**
 * A precision-recall curve by ascending threshold; point i predicts `score >= thresholds[i]`. Precision and recall have
 * one more entry than thresholds: the end point (1, 0), which predicts nothing.
 */
export interface PrecisionRecallCurve {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  readonly thresholds: Float64Array;
}

export interface BestF1 extends PrecisionRecallF1 {
  /** Predictions are `score >= threshold`. */
  readonly threshold: number;
}

/**
 * Computes average precision (the step-wise area under the precision-recall curve, `prAuc` in tables): the sum over
 * thresholds of the gain in recall times the precision. If all labels are anomalous it is 1. O(n log n).
 *
 * @throws {MetricError} If the input is empty, unequal or NaN, or (undefined-measure) if no label is anomalous;
 *                       scikit-learn warns and gives 0 there.
 * @see scikit-learn's `average_precision_score`.
 */
export function averagePrecision(scores: NumberArray, labels: BinaryInput): number {
  const { truePositives, falsePositives, positives } = rank('averagePrecision', scores, labels);
  let sum = 0;
  for (let i = 0; i < truePositives.length; i++) {
    const gained = truePositives[i] - (i === 0 ? 0 : truePositives[i - 1]);
    sum += (gained * truePositives[i]) / (truePositives[i] + falsePositives[i]);
  }
  return sum / positives;
}

/**
 * Computes precision and recall at every distinct score.
 *
 * @throws {MetricError} If the input is unusable or no label is anomalous, as in `averagePrecision`; scikit-learn warns
 *                       and sets recall to 1 there.
 * @see scikit-learn's `precision_recall_curve`, whose order and end point these are.
 */
export function precisionRecallCurve(scores: NumberArray, labels: BinaryInput): PrecisionRecallCurve {
  const { thresholds, truePositives, falsePositives, positives } = rank('precisionRecallCurve', scores, labels);
  const steps = thresholds.length;
  const precision = new Float64Array(steps + 1);
  const recall = new Float64Array(steps + 1);
  for (let i = 0; i < steps; i++) {
    precision[steps - 1 - i] = truePositives[i] / (truePositives[i] + falsePositives[i]);
    recall[steps - 1 - i] = truePositives[i] / positives;
  }
  precision[steps] = 1;
  return { precision, recall, thresholds: thresholds.slice().reverse() };
}

/**
 * Finds the highest F1 of any threshold on these scores. **An oracle**: it chooses the threshold by the labels that
 * then judge it, so it is an upper bound and not a result that a detector can claim. Of equally good thresholds it
 * gives the lowest, as `argmax` over scikit-learn's curve does.
 *
 * @throws {MetricError} If the input is empty, unequal or NaN, or (undefined-measure) if no label is anomalous.
 */
export function bestF1(scores: NumberArray, labels: BinaryInput): BestF1 {
  const { thresholds, truePositives, falsePositives, positives } = rank('bestF1', scores, labels);
  const f1At = (i: number) => (2 * truePositives[i]) / (truePositives[i] + falsePositives[i] + positives);
  let best = 0;
  for (let i = 1; i < thresholds.length; i++) if (f1At(i) >= f1At(best)) best = i;
  return {
    f1: f1At(best),
    threshold: thresholds[best],
    precision: truePositives[best] / (truePositives[best] + falsePositives[best]),
    recall: truePositives[best] / positives,
  };
}

function rank(measure: string, scores: NumberArray, labels: BinaryInput): RankedCounts {
  const checked = checkedLabelledScores(measure, scores, labels);
  requireAnomalies(measure, checked.labels);
  return rankedCounts(checked);
}
