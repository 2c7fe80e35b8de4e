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
  return ratios(tp, fp, fn);
}

/** How one class is found: with it as the positive one. */
export interface ClassMeasures extends PrecisionRecallF1 {
  /** Points of this class. */
  readonly support: number;
}

/** Measures of both classes; scikit-learn prints them as its classification report. */
export interface ClassReport {
  readonly normal: ClassMeasures;
  readonly anomalous: ClassMeasures;
  readonly accuracy: number;
}

/**
 * Computes precision, recall and F1 of each class, point by point, and how many points each has. A ratio without a
 * denominator is 0, as with scikit-learn's `zero_division=0`.
 *
 * @throws {MetricError} If the arrays are empty, differ in length or hold NaN.
 * @see The chapter, section 4.1.3; scikit-learn's `classification_report`.
 */
export function classReport(predictions: BinaryInput, labels: BinaryInput): ClassReport {
  const { tp, fp, tn, fn } = countCells('classReport', predictions, labels);
  const measures = (found: number, wrong: number, missed: number): ClassMeasures => ({
    ...ratios(found, wrong, missed),
    support: found + missed,
  });
  return {
    normal: measures(tn, fn, fp),
    anomalous: measures(tp, fp, fn),
    accuracy: (tp + tn) / (tp + fp + tn + fn),
  };
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

function ratios(found: number, wrong: number, missed: number): PrecisionRecallF1 {
  return {
    precision: ratio(found, found + wrong),
    recall: ratio(found, found + missed),
    f1: ratio(2 * found, 2 * found + wrong + missed),
  };
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
