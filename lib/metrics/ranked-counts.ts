/** Counts of true and false positives at every distinct score. */
import { countOnes, type LabelledScores } from './inputs';

/** Counts at each distinct score, in descending order; predictions are `score >= threshold`. */
export interface RankedCounts {
  /** The distinct scores, descending. */
  readonly thresholds: Float64Array;
  /** Anomalous points at or above each threshold. */
  readonly truePositives: Float64Array;
  /** Normal points at or above each threshold. */
  readonly falsePositives: Float64Array;
  /** All anomalous points. */
  readonly positives: number;
  /** All normal points. */
  readonly negatives: number;
}

/**
 * Ranks scores for the measures that need an order. Tied scores share one step.
 *
 * The scores of each class are sorted separately, as native numbers, then merged from the top. This is exact and needs
 * no more comparisons than sorting all scores. Sorting an index would call a JavaScript function for every comparison.
 */
export function rankedCounts({ scores, labels }: LabelledScores): RankedCounts {
  const [positive, negative] = sortedByClass(scores, labels);
  const thresholds = new Float64Array(scores.length);
  const truePositives = new Float64Array(scores.length);
  const falsePositives = new Float64Array(scores.length);
  let steps = 0;
  let p = positive.length - 1;
  let q = negative.length - 1;
  while (p >= 0 || q >= 0) {
    const threshold = q < 0 || (p >= 0 && positive[p] > negative[q]) ? positive[p] : negative[q];
    while (p >= 0 && positive[p] === threshold) p--;
    while (q >= 0 && negative[q] === threshold) q--;
    thresholds[steps] = threshold;
    truePositives[steps] = positive.length - 1 - p;
    falsePositives[steps] = negative.length - 1 - q;
    steps++;
  }
  return {
    thresholds: thresholds.subarray(0, steps),
    truePositives: truePositives.subarray(0, steps),
    falsePositives: falsePositives.subarray(0, steps),
    positives: positive.length,
    negatives: negative.length,
  };
}

function sortedByClass(scores: Float64Array, labels: Uint8Array): [Float64Array, Float64Array] {
  const positives = countOnes(labels);
  const positive = new Float64Array(positives);
  const negative = new Float64Array(labels.length - positives);
  let p = 0;
  let q = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 1) positive[p++] = scores[i];
    else negative[q++] = scores[i];
  }
  return [positive.sort(), negative.sort()];
}
