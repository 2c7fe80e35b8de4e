/** Checks the inputs and options of every measure. */
import { type BinaryArray, counted, type NumberArray, shown, wholeNumberFault } from '../base/index';
import { MetricError } from './metric-error';

/** Labels or predictions: 0 and false are normal, true and any other number anomalous. */
export type BinaryInput = BinaryArray | readonly boolean[];

/** Checked scores with checked labels; the labels are 0 or 1. */
export interface LabelledScores {
  readonly scores: Float64Array;
  readonly labels: Uint8Array;
}

/** Checked predictions with checked labels; both are 0 or 1. */
interface LabelledPredictions {
  readonly predictions: Uint8Array;
  readonly labels: Uint8Array;
}

/**
 * Checks scores and copies them to doubles, unless they are doubles already: callers only read them. Infinities are
 * accepted and ordered like numbers.
 *
 * @throws {MetricError} If a score is NaN or not a number; the message gives its index.
 */
function checkedScores(measure: string, scores: NumberArray | BinaryArray): Float64Array {
  requireArray(measure, 'scores', scores);
  const checked = scores instanceof Float64Array ? scores : new Float64Array(scores.length);
  if (scores instanceof Float32Array) checked.set(scores);
  else if (checked !== scores) copyNumbers(measure, scores, checked);
  for (let i = 0; i < checked.length; i++) {
    if (Number.isNaN(checked[i])) throw invalid(measure, `scores[${i}] is NaN; every score must be a number.`);
  }
  return checked;
}

/**
 * Checks labels or predictions and maps them to 0 and 1.
 *
 * @param name  The array's name in the message, `labels` or `predictions`.
 * @throws {MetricError} If a value is NaN or neither a number nor a boolean; the message gives its index.
 */
function checkedBinary(measure: string, name: string, values: BinaryInput): Uint8Array {
  requireArray(measure, name, values);
  const binary = new Uint8Array(values.length);
  for (let i = 0; i < binary.length; i++) {
    const value: unknown = values[i];
    if (value === 0 || value === false) continue;
    if (value !== true && (typeof value !== 'number' || Number.isNaN(value))) {
      throw invalid(measure, `${name}[${i}] is ${shown(value)}; expected 0 (normal) or another number (anomalous).`);
    }
    binary[i] = 1;
  }
  return binary;
}

/**
 * Checks scores and labels together.
 *
 * @throws {MetricError} If either is empty or malformed, or lengths differ.
 */
export function checkedLabelledScores(
  measure: string,
  scores: NumberArray | BinaryArray,
  labels: BinaryInput,
): LabelledScores {
  const checked = { scores: checkedScores(measure, scores), labels: checkedBinary(measure, 'labels', labels) };
  requireSameLength(measure, ['scores', checked.scores.length], checked.labels.length);
  return checked;
}

/**
 * Checks predictions and labels together.
 *
 * @throws {MetricError} If either is empty or malformed, or lengths differ.
 */
export function checkedLabelledPredictions(
  measure: string,
  predictions: BinaryInput,
  labels: BinaryInput,
): LabelledPredictions {
  const checked = {
    predictions: checkedBinary(measure, 'predictions', predictions),
    labels: checkedBinary(measure, 'labels', labels),
  };
  requireSameLength(measure, ['predictions', checked.predictions.length], checked.labels.length);
  return checked;
}

/**
 * Counts the anomalous labels.
 *
 * @throws {MetricError} If there are none (undefined-measure).
 */
export function requireAnomalies(measure: string, labels: Uint8Array): number {
  const anomalies = countOnes(labels);
  if (anomalies > 0) return anomalies;
  const detail = `undefined, because all ${counted(labels.length, 'label')} are normal; at least one must be anomalous.`;
  throw new MetricError(measure, 'undefined-measure', detail);
}

/** @throws {MetricError} If all labels are normal or all are anomalous (undefined-measure). */
export function requireBothClasses(measure: string, labels: Uint8Array): void {
  if (requireAnomalies(measure, labels) < labels.length) return;
  const detail = `undefined, because all ${counted(labels.length, 'label')} are anomalous; at least one must be normal.`;
  throw new MetricError(measure, 'undefined-measure', detail);
}

/** @throws {MetricError} If `value` is not a whole number within the bounds. */
export function requireWholeNumber(
  measure: string,
  [name, value]: readonly [name: string, value: unknown],
  bounds: { min: number; max?: number },
): void {
  const fault = wholeNumberFault(name, value, bounds);
  if (fault !== undefined) throw invalid(measure, `${fault}.`);
}

/** Counts the entries of a checked binary array that are 1. */
export function countOnes(binary: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < binary.length; i++) count += binary[i];
  return count;
}

function invalid(measure: string, detail: string): MetricError {
  return new MetricError(measure, 'invalid-input', detail);
}

function requireArray(measure: string, name: string, values: unknown): void {
  if (Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView))) return;
  throw invalid(measure, `${name} must be an array or a typed array of numbers, found ${typeof values}.`);
}

function copyNumbers(measure: string, from: NumberArray | BinaryArray, to: Float64Array): void {
  for (let i = 0; i < to.length; i++) {
    const value: unknown = from[i];
    if (typeof value !== 'number') {
      throw invalid(measure, `scores[${i}] is ${shown(value)}; every score must be a number.`);
    }
    to[i] = value;
  }
}

function requireSameLength(measure: string, array: readonly [name: string, length: number], labelCount: number): void {
  const [name, length] = array;
  if (length !== labelCount) {
    throw invalid(measure, `${name} and labels must have the same length, found ${length} and ${labelCount}.`);
  }
  if (length === 0) throw invalid(measure, `${name} and labels are empty; expected at least one point.`);
}
