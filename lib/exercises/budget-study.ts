/** Exercise 5 as the notebook shows it: rules on an autoencoder's errors, and what overlapping windows do to them. */
import { correlatedSamples } from '../data/index';
import { runDetector } from '../detectors/index';
import { prepareSeries, type ByProfile } from '../experiments/index';
import type { ProfileName } from '../models/index';
import { formatMeasure } from '../tables/index';
import {
  budgetTrials,
  overlappingScores,
  shareAbove,
  summarizeTrials,
  thresholdMakers,
  type BudgetOptions,
  type BudgetSummary,
} from './false-positive-budget';

const draws: ByProfile<number> = { smoke: 50, quick: 400, full: 2000 };
const epochs: ByProfile<number> = { smoke: 2, quick: 30, full: 60 };
const overlaps: ByProfile<readonly number[]> = {
  smoke: [1, 10],
  quick: [1, 2, 5, 10, 20, 50],
  full: [1, 2, 5, 10, 20, 50, 100],
};

/** Fresh normal samples that scores are drawn from. */
const FRESH = 10_000;

export interface BudgetStudy {
  readonly budget: BudgetOptions;
  /** The false positive rate of each calibration, by rule. */
  readonly trials: Readonly<Record<string, Float64Array>>;
  /** Rates on fresh samples of two rules that are set on the errors of the training data itself, as the chapter does. */
  readonly inSample: { readonly percentile: number; readonly sigma: number };
}

export interface StudyOptions {
  readonly seed: number;
  readonly profile: ProfileName;
  /** Calibrations of each rule; default those of the profile. */
  readonly calibrations?: number;
}

/** Gives the budget of exercise 5: 5 % false alarms, set with 300 scores and tried on 2,000. */
function exerciseBudget({ seed, profile, calibrations = draws[profile] }: StudyOptions): BudgetOptions {
  return { rate: 0.05, calibration: 300, fresh: 2000, draws: calibrations, seed };
}

/** Trains an autoencoder on correlated features, and sets every rule's threshold on draws of its errors. */
export async function budgetStudy(options: StudyOptions): Promise<BudgetStudy> {
  const { seed, profile } = options;
  const budget = exerciseBudget(options);
  const samples = correlatedSamples({ train: 1000, testNormal: FRESH, testAnomalous: 0, seed });
  const protocol = { windowSize: 1, stride: 1, validationFraction: 0.2, scaling: 'z-score' } as const;
  const { windows } = prepareSeries({ ...samples, warnings: [] }, { protocol, seed });
  const training = { epochs: epochs[profile], learningRate: 0.003 };
  const config = { latentDim: 8, hiddenUnits: [64] };
  const errors = await runDetector('autoencoder', { windows, seed, profile, config, training });
  const drawn = (count: number, random: { integer(limit: number): number }) =>
    Float64Array.from({ length: count }, () => errors.test[random.integer(errors.test.length)]);
  const trials = Object.fromEntries(
    Object.entries(thresholdMakers).map(([name, maker]) => [name, budgetTrials(maker, drawn, budget)]),
  );
  const onTraining = (name: 'percentile' | 'mean + 3 deviations') =>
    shareAbove(errors.test, thresholdMakers[name](errors.train, budget.rate));
  const inSample = { percentile: onTraining('percentile'), sigma: onTraining('mean + 3 deviations') };
  return { budget, trials, inSample };
}

/** What each rule did to the budget, as rows of a table. */
export function budgetRows({ trials, budget }: BudgetStudy) {
  return Object.entries(trials).map(([rule, rates]) => {
    const { mean, low, high, broken, worst } = summarizeTrials(rates, budget.rate);
    const interval = `${formatMeasure(low)} to ${formatMeasure(high)}`;
    return {
      rule,
      'mean rate': mean,
      '95 % interval': interval,
      'calibrations over 5 %': broken,
      '95 of 100 stay below': worst,
    };
  });
}

/** What the two conformal rules come to where each score shares all values but one with the next. */
export interface OverlapStudy {
  readonly windowSizes: readonly number[];
  readonly conformal: readonly BudgetSummary[];
  readonly sure: readonly BudgetSummary[];
}

/** Repeats the trials of both conformal rules on scores of overlapping windows of noise. */
export function overlapStudy(options: StudyOptions): OverlapStudy {
  const budget = exerciseBudget(options);
  const windowSizes = overlaps[options.profile];
  const summaries = (rule: 'conformal' | 'conformal, 95 % sure') =>
    windowSizes.map((windowSize) => {
      const rates = budgetTrials(
        thresholdMakers[rule],
        (count, random) => overlappingScores(count, windowSize, random),
        budget,
      );
      return summarizeTrials(rates, budget.rate);
    });
  return { windowSizes, conformal: summaries('conformal'), sure: summaries('conformal, 95 % sure') };
}
