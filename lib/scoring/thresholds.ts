/** Thresholds from a set of scores: rules that need no labels, and oracles that use them. */
import { interpolate, numberWhere, shown, type NumberArray } from '../base/index';
import { bestF1, rocCurve, type BinaryInput } from '../metrics/index';
import { checkedValues, requireFinite, requireInside, requireOption } from './inputs';
import { moments } from './moments';
import { ScoringError } from './scoring-error';
import { selectSmallest } from './smallest';

/*
 * An anomaly exceeds a threshold that was learned without labels: score > threshold. The two oracles return a score that
 * is itself predicted anomalous, as scikit-learn's curves do: score >= threshold. `applyThreshold` applies both kinds.
 */

/**
 * Turns scores into predictions.
 *
 * @param threshold Any number; Infinity predicts nothing.
 * @param options   `inclusive`: predict score >= threshold, which the oracles need. Default false: score > threshold.
 * @returns         0 or 1 per score.
 * @throws {ScoringError} If scores are empty or not finite, or the threshold is NaN.
 */
export function applyThreshold(
  scores: NumberArray,
  threshold: number,
  { inclusive = false }: { inclusive?: boolean } = {},
): Uint8Array {
  const values = checkedValues('applyThreshold', 'scores', scores);
  if (typeof threshold !== 'number' || Number.isNaN(threshold)) {
    throw new ScoringError('applyThreshold', `threshold must be a number, found ${shown(threshold)}.`);
  }
  const predictions = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    if (values[i] > threshold || (inclusive && values[i] === threshold)) predictions[i] = 1;
  }
  return predictions;
}

const percentage = numberWhere('a percentage from 0 to 100', (value) => value >= 0 && value <= 100);

/**
 * Computes the q-th percentile of scores, interpolated linearly between the two nearest. The chapter's percentile method.
 *
 * @param q In percent, 0 to 100.
 * @throws {ScoringError} If scores are empty or not finite, or q is out of range.
 * @see numpy's `percentile`, method `linear` (Hyndman & Fan 1996, definition 7).
 */
export function percentileThreshold(scores: NumberArray, q: number): number {
  const values = checkedValues('percentileThreshold', 'scores', scores).slice();
  requireOption('percentileThreshold', ['q', q], percentage);
  const position = (q / 100) * (values.length - 1);
  const last = Math.ceil(position);
  selectSmallest(values, last + 1, values.length);
  const above = values[last];
  const below = last === position ? above : values.subarray(0, last).reduce((most, each) => Math.max(most, each));
  return interpolate(below, above, position - Math.floor(position));
}

/**
 * Computes the mean plus k population standard deviations of scores. The chapter's statistical method.
 *
 * @throws {ScoringError} If scores are empty, not finite or so large that their squares overflow, or k is not finite.
 */
export function sigmaThreshold(scores: NumberArray, k: number): number {
  const values = checkedValues('sigmaThreshold', 'scores', scores);
  requireFinite('sigmaThreshold', ['k', k]);
  const { mean, standardDeviation } = moments('sigmaThreshold', values);
  const threshold = mean + k * standardDeviation;
  requireFinite('sigmaThreshold', ['mean + k * standard deviation', threshold]);
  return threshold;
}

/**
 * Finds the threshold with the highest Youden index, true positive rate minus false positive rate: the chapter's choice by
 * the ROC curve (section 4.1.2), for validation data with some labels. **An oracle** on the data that it is judged by: it
 * then bounds what a threshold could reach and is not a result. Predictions are score >= threshold. If thresholds tie, the
 * highest is returned. If none beats chance, the result is still a score, never the Infinity of scikit-learn's first point.
 *
 * @throws {ScoringError} For empty or non-finite scores; MetricError for labels that do not match or hold one class.
 * @see Youden 1950, "Index for rating diagnostic tests"; ties as `argmax` over scikit-learn's `roc_curve`.
 */
export function youdenThreshold(scores: NumberArray, labels: BinaryInput): number {
  const values = checkedValues('youdenThreshold', 'scores', scores);
  const { falsePositiveRate, truePositiveRate, thresholds } = rocCurve(values, labels);
  // The first point predicts nothing: its threshold is Infinity.
  let best = 1;
  for (let i = 2; i < thresholds.length; i++) {
    const gain = truePositiveRate[i] - falsePositiveRate[i];
    if (gain > truePositiveRate[best] - falsePositiveRate[best]) best = i;
  }
  return thresholds[best];
}

/**
 * Finds the threshold with the highest F1. **An oracle** on the data that it is judged by. Predictions are
 * score >= threshold. If thresholds tie, the lowest is returned.
 *
 * @throws {ScoringError} For empty or non-finite scores; MetricError for labels that do not match or hold no anomaly.
 */
export function bestF1Threshold(scores: NumberArray, labels: BinaryInput): number {
  return bestF1(checkedValues('bestF1Threshold', 'scores', scores), labels).threshold;
}

/**
 * Finds the lowest score that keeps the false positive rate on fresh normal data at `rate` or below: the k-th smallest of n
 * normal scores with k = ceil((n + 1) * (1 - rate)).
 *
 * The guarantee holds for any n and any distribution: if a fresh normal score is exchangeable with these n, then
 * P(score > threshold) <= 1 - k / (n + 1) <= rate, over the draw of all n + 1 scores. It is not conditional on the n scores
 * at hand, whose own rate may lie above or below for small n. It fails if the data drift, or if the scores come from data
 * that the model was trained on.
 *
 * @param normalScores Scores of held-out normal data; at least 1 / rate - 1 of them.
 * @param rate         Strictly between 0 and 1.
 * @throws {ScoringError} If scores are empty, not finite or too few for the rate, or rate is out of range.
 * @see Vovk, Gammerman & Shafer 2005, "Algorithmic learning in a random world" (split conformal prediction).
 */
export function falsePositiveRateThreshold(normalScores: NumberArray, rate: number): number {
  const where = 'falsePositiveRateThreshold';
  const sorted = Float64Array.from(checkedValues(where, 'normalScores', normalScores)).sort();
  requireInside(where, ['rate', rate], [0, 1]);
  const n = sorted.length;
  // How many of n + 1 scores may lie above; the 1e-9 undoes rounding, as in 100 * 0.29 = 28.999999999999996.
  const allowedAbove = Math.floor((n + 1) * rate + 1e-9);
  if (allowedAbove < 1) {
    const needed = Math.ceil(1 / rate - 1 - 1e-9);
    throw new ScoringError(where, `a rate of ${rate} needs at least ${needed} normal scores, found ${n}.`);
  }
  return sorted[n - allowedAbove];
}
