/** Measures from the confusion matrix: precision, recall, F1 and accuracy. */
import { checkedLabelledPredictions, type BinaryInput } from './inputs';

/** The number of points in each cell. The positive class is anomalous. */
export interface Confusion {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

export interface PrecisionRecallF1 {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/**
 * Counts true and false positives and negatives, point by point.
 *
 * @throws {MetricError} If the arrays are empty, differ in length or hold NaN.
 */
export function confusion(predictions: BinaryInput, labels: BinaryInput): Confusion {
  return countCells('confusion', predictions, labels);
}

/**
 * Computes precision, recall and F1 of the anomalous class, point by point. Without predicted or labelled anomalies a
 * ratio is 0, as with scikit-learn's `zero_division=0`.
 *
 * @throws {MetricError} If the arrays are empty, differ in length or hold NaN.
 */
export function precisionRecallF1(predictions: BinaryInput, labels: BinaryInput): PrecisionRecallF1 {
  const { tp, fp, fn } = countCells('precisionRecallF1', predictions, labels);
  return { precision: ratio(tp, tp + fp), recall: ratio(tp, tp + fn), f1: ratio(2 * tp, 2 * tp + fp + fn) };
}

/**
 * Computes the share of correctly predicted points. If anomalies are rare, predicting none gives a high accuracy.
 *
 * @throws {MetricError} If the arrays are empty, differ in length or hold NaN.
 */
export function accuracy(predictions: BinaryInput, labels: BinaryInput): number {
  const { tp, fp, tn, fn } = countCells('accuracy', predictions, labels);
  return (tp + tn) / (tp + fp + tn + fn);
}

/** Computes the harmonic mean of a precision and a recall from different counts; 0 if both are 0. */
export function harmonicMean(precision: number, recall: number): number {
  return ratio(2 * precision * recall, precision + recall);
}

function countCells(measure: string, predictions: BinaryInput, labels: BinaryInput): Confusion {
  const checked = checkedLabelledPredictions(measure, predictions, labels);
  const cells = [0, 0, 0, 0];
  for (let i = 0; i < checked.labels.length; i++) cells[2 * checked.predictions[i] + checked.labels[i]]++;
  const [tn, fn, fp, tp] = cells;
  return { tp, fp, tn, fn };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
