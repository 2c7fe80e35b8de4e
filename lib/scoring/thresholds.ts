/** Thresholds of a whole set of scores: without labels, and the oracles that look at them. */
import { numberWhere, quantile, shown, type NumberArray } from '../base/index';
import { bestF1, rocCurve, type BinaryInput } from '../metrics/index';
import { checkedValues, requireFinite, requireInside, requireOption } from './inputs';
import { moments } from './moments';
import { ScoringError } from './scoring-error';

/*
 * A threshold learned without labels is exceeded by an anomaly: score > threshold. The two oracles return a score that
 * is itself predicted anomalous, as scikit-learn's curves do: score >= threshold. `applyThreshold` does either.
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
  return Uint8Array.from(values, (score) => Number(inclusive ? score >= threshold : score > threshold));
}

const percentage = numberWhere('a percentage from 0 to 100', (value) => value >= 0 && value <= 100);

/**
 * The q-th percentile of scores, interpolated linearly between the two nearest.
 *
 * @param q In percent, 0 to 100.
 * @throws {ScoringError} If scores are empty or not finite, or q is out of range.
 * @see numpy's `percentile`, method `linear` (Hyndman & Fan 1996, definition 7).
 */
export function percentileThreshold(scores: NumberArray, q: number): number {
  const sorted = Float64Array.from(checkedValues('percentileThreshold', 'scores', scores)).sort();
  requireOption('percentileThreshold', ['q', q], percentage);
  return quantile(sorted, q / 100);
}

/**
 * Mean plus k population standard deviations of scores.
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
 * The threshold of highest Youden index, true positive rate less false positive rate. **An oracle**: it is picked with
 * the labels that it will be judged by, so it bounds what a threshold could do and is no result to claim.
 * Predictions are score >= threshold. Of thresholds that tie, the highest is given; where none beats chance, this is
 * the lowest score, or a higher one that also just equals chance, and never the Infinity that scikit-learn's first
 * point would give.
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
 * The threshold of highest F1. **An oracle**: it is picked with the labels that it will be judged by. Predictions are
 * score >= threshold; of thresholds that tie, the lowest is given.
 *
 * @throws {ScoringError} For empty or non-finite scores; MetricError for labels that do not match or hold no anomaly.
 */
export function bestF1Threshold(scores: NumberArray, labels: BinaryInput): number {
  return bestF1(checkedValues('bestF1Threshold', 'scores', scores), labels).threshold;
}

/**
 * The lowest score that keeps the false positive rate on fresh normal data at `rate` or below: of n normal scores, the
 * k-th smallest with k = ceil((n + 1) * (1 - rate)).
 *
 * The guarantee holds for any n and any distribution: if a fresh normal score is exchangeable with these n, then
 * P(score > threshold) <= 1 - k / (n + 1) <= rate, the probability taken over both. It is not conditional on the
 * scores at hand, which for small n may be off either way, and it fails where the data drift, or where the scores come
 * from data that the model was trained on.
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
  // Of n + 1 scores this many may lie above; the 1e-9 undoes rounding, as in 100 * 0.29 = 28.999999999999996.
  const allowedAbove = Math.floor((n + 1) * rate + 1e-9);
  if (allowedAbove < 1) {
    const needed = Math.ceil(1 / rate - 1 - 1e-9);
    throw new ScoringError(where, `a rate of ${rate} needs at least ${needed} normal scores, found ${n}.`);
  }
  return sorted[n - allowedAbove];
}
