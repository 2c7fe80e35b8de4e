/** Computes telemanom's nonparametric dynamic threshold of one window of smoothed errors. */
import type { NumberArray } from '../base/index';
import { labelsToSegments } from '../data/segments';
import { checkedValues, requireWholeNumber } from './inputs';
import { moments, type Moments } from './moments';

export interface DynamicThresholdOptions {
  /** Points on either side of an anomalous error that count as anomalous too. Default 100. */
  readonly errorBuffer?: number;
}

export interface DynamicThreshold {
  /** Smoothed errors at or above it are anomalous: mean + z * standard deviation. */
  readonly epsilon: number;
  /** 2.5 to 11.5 in steps of 0.5, or 12 where no candidate qualified. */
  readonly z: number;
  /** The same threshold of the errors mirrored at their mean (see `invertedErrors`), which finds unusually low errors. */
  readonly epsilonInverse: number;
  readonly zInverse: number;
}

const FIRST_Z = 2.5;
const Z_STEP = 0.5;
const Z_LIMIT = 12;
const MOST_SEQUENCES = 5;
const LOWEST_SCORE = -10000000;

/**
 * Finds the nonparametric dynamic threshold of one window of smoothed errors. The candidates are mean + z * standard
 * deviation. A candidate's score is how much mean and standard deviation fall, relatively, when the errors above it are
 * removed, divided by the number of anomalous points plus the squared number of sequences. The best score wins, the larger
 * z on ties. A candidate with more than five sequences, or with half of the points or more in them, does not qualify.
 *
 * Constant errors leave no candidate: epsilon is then their mean, and z is 12.
 *
 * @param smoothedErrors One window, e.g. `ewma` of the absolute errors.
 * @throws {ScoringError} If the errors are empty, not finite or too large, or the buffer is not a whole number.
 * @see Hundman et al. 2018, "Detecting spacecraft anomalies using LSTMs and nonparametric dynamic thresholding", KDD,
 *      section 3.2; conventions of telemanom's `ErrorWindow.find_epsilon`, which spreads an anomaly over
 *      errorBuffer - 1 points here, but over errorBuffer points once the threshold is applied.
 */
export function dynamicThreshold(
  smoothedErrors: NumberArray,
  { errorBuffer = 100 }: DynamicThresholdOptions = {},
): DynamicThreshold {
  const errors = checkedValues('dynamicThreshold', 'smoothedErrors', smoothedErrors);
  requireWholeNumber('dynamicThreshold', ['errorBuffer', errorBuffer], 0);
  const overall = moments('dynamicThreshold', errors);
  const reach = Math.max(0, errorBuffer - 1);
  const z = bestZ(errors, overall, reach);
  const zInverse = bestZ(mirrored(errors, overall.mean), overall, reach);
  const epsilonAt = (factor: number) => overall.mean + factor * overall.standardDeviation;
  return { epsilon: epsilonAt(z), z, epsilonInverse: epsilonAt(zInverse), zInverse };
}

/**
 * Mirrors errors at their mean, so that unusually low errors become high ones; `epsilonInverse` is a threshold for these.
 *
 * @throws {ScoringError} If the errors are empty, not finite or too large.
 */
export function invertedErrors(smoothedErrors: NumberArray): Float64Array {
  const errors = checkedValues('invertedErrors', 'smoothedErrors', smoothedErrors);
  return mirrored(errors, moments('invertedErrors', errors).mean);
}

/**
 * Marks the points that are anomalous, and those within `reach` of one.
 *
 * @returns 0 or 1 per point.
 */
export function markAround(isAnomalous: (i: number) => boolean, length: number, reach: number): Uint8Array {
  const marked = new Uint8Array(length);
  let filled = 0;
  for (let i = 0; i < length; i++) {
    if (!isAnomalous(i)) continue;
    const end = Math.min(length, i + reach + 1);
    marked.fill(1, Math.max(filled, i - reach), end);
    filled = end;
  }
  return marked;
}

function mirrored(errors: Float64Array, mean: number): Float64Array {
  return errors.map((error) => mean + (mean - error));
}

function bestZ(errors: Float64Array, overall: Moments, reach: number): number {
  let bestScore = LOWEST_SCORE;
  let best = Z_LIMIT;
  for (let z = FIRST_Z; z < Z_LIMIT; z += Z_STEP) {
    const epsilon = overall.mean + overall.standardDeviation * z;
    const marked = markAround((i) => errors[i] >= epsilon, errors.length, reach);
    const anomalousCount = marked.reduce((sum, mark) => sum + mark, 0);
    if (anomalousCount === 0 || anomalousCount >= errors.length * 0.5) continue;
    // To telemanom a single point is not a sequence, though it counts as anomalous.
    const sequenceCount = labelsToSegments(marked).filter(({ start, end }) => end - start > 1).length;
    if (sequenceCount > MOST_SEQUENCES) continue;
    const rest = moments(
      'dynamicThreshold',
      errors.filter((error) => error < epsilon),
    );
    const meanDecrease = (overall.mean - rest.mean) / overall.mean;
    const deviationDecrease = (overall.standardDeviation - rest.standardDeviation) / overall.standardDeviation;
    const score = (meanDecrease + deviationDecrease) / (sequenceCount ** 2 + anomalousCount);
    if (score >= bestScore) {
      bestScore = score;
      best = z;
    }
  }
  return best;
}
