/** Exercise 5 of the chapter: thresholds for a budget of false alarms, and how often each breaks it on fresh data. */
import { mean, Random, type NumberArray } from '../base/index';
import { falsePositiveRateThreshold, percentileThreshold, ScoringError, sigmaThreshold } from '../scoring/index';

/** Finds a threshold from scores of normal data. */
export type ThresholdMaker = (normalScores: NumberArray, rate: number) => number;

/**
 * The chapter's two methods that need normal data only, the conformal rule, which keeps the budget on average, and a rule that
 * keeps it in 95 of 100 calibrations.
 */
export const thresholdMakers = {
  percentile: (scores, rate) => percentileThreshold(scores, 100 * (1 - rate)),
  'mean + 3 deviations': (scores) => sigmaThreshold(scores, 3),
  conformal: falsePositiveRateThreshold,
  'conformal, 95 % sure': (scores, rate) => confidentThreshold(scores, { rate, confidence: 0.95 }),
} satisfies Record<string, ThresholdMaker>;

export interface BudgetOptions {
  readonly rate: number;
  /** Number of scores that set the threshold. */
  readonly calibration: number;
  /** Number of fresh scores that it is tried on. */
  readonly fresh: number;
  readonly draws: number;
  readonly seed: number;
}

/**
 * Sets the threshold on some scores and counts false alarms among others, `draws` times.
 *
 * @param draw  Draws `count` scores of normal data. Scores of one call may depend on each other, scores of two calls may not.
 * @returns     The false positive rate of each draw.
 */
export function budgetTrials(
  makeThreshold: ThresholdMaker,
  draw: (count: number, random: Random) => NumberArray,
  { rate, calibration, fresh, draws, seed }: BudgetOptions,
): Float64Array {
  return Float64Array.from({ length: draws }, (_, i) => {
    const random = new Random(seed).fork(`budget trial ${i}`);
    const threshold = makeThreshold(draw(calibration, random), rate);
    return shareAbove(draw(fresh, random), threshold);
  });
}

/** Measures the share of scores above a threshold. */
export function shareAbove(scores: NumberArray, threshold: number): number {
  let above = 0;
  for (let i = 0; i < scores.length; i++) if (scores[i] > threshold) above++;
  return above / scores.length;
}

/**
 * Finds the lowest of n normal scores above which fresh ones lie with probability `rate` or less, for at least `confidence` of
 * all calibrations: the j-th largest, with the largest j for which P(Binomial(n, rate) < j) <= 1 - confidence. The scores must
 * be independent.
 *
 * @throws {ScoringError} If there are too few scores for any j.
 * @see Wilks 1941, "Determination of sample sizes for setting tolerance limits"; Vovk 2012, arXiv:1209.2673, proposition 2a.
 */
export function confidentThreshold(
  normalScores: NumberArray,
  { rate, confidence }: { rate: number; confidence: number },
): number {
  const n = normalScores.length;
  const logOdds = Math.log(rate) - Math.log1p(-rate);
  // That j scores lie above, as a logarithm: of 75,000 scores at 1 %, the probability of none is no longer a number above 0.
  let logProbability = n * Math.log1p(-rate);
  let below = 0;
  let j = 0;
  while (j < n && below + Math.exp(logProbability) <= 1 - confidence) {
    below += Math.exp(logProbability);
    logProbability += Math.log((n - j) / (j + 1)) + logOdds;
    j++;
  }
  if (j === 0) {
    const needed = Math.ceil(Math.log(1 - confidence) / Math.log1p(-rate));
    throw new ScoringError(
      'confidentThreshold',
      `a rate of ${rate} needs at least ${needed} normal scores, found ${n}.`,
    );
  }
  return Float64Array.from(normalScores).sort()[n - j];
}

/**
 * Draws scores of overlapping windows over noise: each is the mean square of the last `windowSize` independent values, so that
 * neighbours share all but one of them. With a window size of 1 the scores are independent.
 */
export function overlappingScores(count: number, windowSize: number, random: Random): Float64Array {
  const squares = Float64Array.from({ length: count + windowSize - 1 }, () => random.normal() ** 2);
  let sum = squares.subarray(0, windowSize - 1).reduce((total, square) => total + square, 0);
  return Float64Array.from({ length: count }, (_, i) => {
    sum += squares[i + windowSize - 1];
    const score = sum / windowSize;
    sum -= squares[i];
    return score;
  });
}

/** The mean rate of repeated trials with its 95 % interval, and how often the budget was broken. */
export interface BudgetSummary {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Share of the draws above the rate. */
  readonly broken: number;
  /** The rate that 95 of 100 draws stay below. */
  readonly worst: number;
}

/** Summarizes the rates of repeated trials against the budget. */
export function summarizeTrials(rates: Float64Array, rate: number): BudgetSummary {
  const center = mean(rates);
  // Of a sample: the sum of squares over one less than the count.
  const sampleVariance = rates.reduce((sum, value) => sum + (value - center) ** 2, 0) / (rates.length - 1);
  const reach = 1.96 * Math.sqrt(sampleVariance / rates.length);
  return {
    mean: center,
    low: center - reach,
    high: center + reach,
    broken: shareAbove(rates, rate),
    worst: percentileThreshold(rates, 95),
  };
}
