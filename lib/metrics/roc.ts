/** The ROC curve and the area under it. */
import type { NumberArray } from '../base/index';
import { checkedLabelledScores, requireBothClasses, type BinaryInput } from './inputs';
import { rankedCounts, type RankedCounts } from './ranked-counts';

/** The points of a ROC curve, from (0, 0) to (1, 1); point i predicts `score >= thresholds[i]`. */
export interface RocCurve {
  readonly falsePositiveRate: Float64Array;
  readonly truePositiveRate: Float64Array;
  readonly thresholds: Float64Array;
}

export interface RocCurveOptions {
  /** Whether to leave out points on a straight line between their neighbours, as scikit-learn does. Default true. */
  readonly dropIntermediate?: boolean;
}

/**
 * Computes the area under the ROC curve: the chance that an anomalous point scores above a normal one; a tie counts
 * half. O(n log n).
 *
 * @throws {MetricError} If the input is empty, unequal or NaN, or (undefined-measure) if labels hold one class only.
 * @see Hanley & McNeil 1982, "The meaning and use of the area under a ROC curve"; scikit-learn's `roc_auc_score`.
 */
export function rocAuc(scores: NumberArray, labels: BinaryInput): number {
  const { truePositives, falsePositives, positives, negatives } = rank('rocAuc', scores, labels);
  let pairsInOrder = 0;
  for (let i = 0; i < truePositives.length; i++) {
    const newNegatives = falsePositives[i] - (i === 0 ? 0 : falsePositives[i - 1]);
    const above = i === 0 ? 0 : truePositives[i - 1];
    pairsInOrder += (newNegatives * (above + truePositives[i])) / 2;
  }
  return pairsInOrder / (positives * negatives);
}

/**
 * Computes the ROC curve at every distinct score. Its first point predicts nothing, so its threshold is Infinity.
 *
 * @throws {MetricError} If the input is unusable or labels hold one class only, as in `rocAuc`.
 * @see scikit-learn's `roc_curve`, whose order and thresholds these are.
 */
export function rocCurve(scores: NumberArray, labels: BinaryInput, options: RocCurveOptions = {}): RocCurve {
  const counts = rank('rocCurve', scores, labels);
  const kept = options.dropIntermediate === false ? allSteps(counts) : cornerSteps(counts);
  const curve = {
    falsePositiveRate: new Float64Array(kept.length + 1),
    truePositiveRate: new Float64Array(kept.length + 1),
    thresholds: new Float64Array(kept.length + 1),
  };
  curve.thresholds[0] = Infinity;
  kept.forEach((step, i) => {
    curve.falsePositiveRate[i + 1] = counts.falsePositives[step] / counts.negatives;
    curve.truePositiveRate[i + 1] = counts.truePositives[step] / counts.positives;
    curve.thresholds[i + 1] = counts.thresholds[step];
  });
  return curve;
}

function rank(measure: string, scores: NumberArray, labels: BinaryInput): RankedCounts {
  const checked = checkedLabelledScores(measure, scores, labels);
  requireBothClasses(measure, checked.labels);
  return rankedCounts(checked);
}

function allSteps({ thresholds }: RankedCounts): number[] {
  return Array.from(thresholds.keys());
}

// Keeps a step if the slope of either count changes there, and the first and the last step.
function cornerSteps({ truePositives, falsePositives }: RankedCounts): number[] {
  const last = truePositives.length - 1;
  const bends = (counts: Float64Array, i: number) => counts[i + 1] - counts[i] !== counts[i] - counts[i - 1];
  const kept: number[] = [];
  for (let i = 0; i <= last; i++) {
    if (i === 0 || i === last || bends(truePositives, i) || bends(falsePositives, i)) kept.push(i);
  }
  return kept;
}
