/** From a business rule to a threshold: a budget of false alarms, anomalies that must not be missed, or the best F1. */
import { z } from 'zod';
import type { BinaryArray, NumberArray } from '../base/index';
import {
  applyThreshold,
  bestF1Threshold,
  falsePositiveRateThreshold,
  percentileThreshold,
  sigmaThreshold,
  Spot,
  type SpotState,
} from '../scoring/index';
import { PipelineError } from './pipeline-error';

const Share = z.number().gt(0).lt(1);

export const ThresholdRuleSchema = z.discriminatedUnion('rule', [
  /** The chapter's percentile method: learning with normal data only. */
  z.strictObject({ rule: z.literal('percentile'), percentile: z.number().min(0).max(100) }),
  /** The chapter's statistical method, mean + k sigma: scores near a normal distribution. */
  z.strictObject({ rule: z.literal('sigma'), k: z.number() }),
  /** At most this share of fresh normal time steps may be called anomalous: see `falsePositiveRateThreshold`. */
  z.strictObject({ rule: z.literal('false-positive-rate'), rate: Share }),
  /** The highest threshold that still finds this share of the labelled anomalous time steps. */
  z.strictObject({ rule: z.literal('recall'), recall: z.number().gt(0).max(1) }),
  /** The threshold of highest F1 on labelled data. */
  z.strictObject({ rule: z.literal('best-f1') }),
  /** Peaks over threshold: exceeded by a normal score with probability q, adapting as scores arrive. */
  z.strictObject({
    rule: z.literal('spot'),
    q: Share.default(1e-3),
    level: Share.default(0.98),
    driftWindow: z.int().nonnegative().default(0),
  }),
]);

export type ThresholdRule = z.input<typeof ThresholdRuleSchema>;

/** A threshold as it was found, plain JSON. */
export interface FittedThreshold {
  readonly rule: z.output<typeof ThresholdRuleSchema>;
  /** In the unit of the scores; of SPOT, where it stood when the pipeline was fitted. */
  readonly value: number;
  /** Whether a score equal to the threshold is anomalous: so for the rules that pick one of the labelled scores. */
  readonly inclusive: boolean;
  /** SPOT's state after calibration, from which a monitor goes on. */
  readonly spot?: SpotState;
}

export interface CalibrationScores {
  /** Of held-out normal time steps, in their order. */
  readonly normal: NumberArray;
  /** Of labelled time steps, for the rules that need labels. */
  readonly labelled?: { readonly scores: NumberArray; readonly labels: BinaryArray };
}

/**
 * Finds the threshold that a rule asks for.
 *
 * @throws {PipelineError} If the rule needs labelled anomalies and there are none.
 * @throws {ScoringError} If the scores are too few for the rule.
 */
export function fitThreshold(rule: FittedThreshold['rule'], { normal, labelled }: CalibrationScores): FittedThreshold {
  requireLabels(rule, labelled?.labels);
  switch (rule.rule) {
    case 'percentile':
      return { rule, value: percentileThreshold(normal, rule.percentile), inclusive: false };
    case 'sigma':
      return { rule, value: sigmaThreshold(normal, rule.k), inclusive: false };
    case 'false-positive-rate':
      return { rule, value: falsePositiveRateThreshold(normal, rule.rate), inclusive: false };
    case 'recall':
      return { rule, value: recallThreshold(labelled!, rule.recall), inclusive: true };
    case 'best-f1': {
      const { scores, labels } = labelled!;
      return { rule, value: bestF1Threshold(scores, labels), inclusive: true };
    }
    case 'spot': {
      const { q, level, driftWindow } = rule;
      const spot = new Spot({ q, level, driftWindow }).fit(normal);
      return { rule, value: spot.threshold, inclusive: false, spot: spot.toJSON() };
    }
  }
}

/**
 * One prediction per score; SPOT starts from its calibration and adapts along the scores.
 *
 * @throws {ScoringError} If scores are empty or not finite.
 */
export function predictWith({ value, inclusive, spot }: FittedThreshold, scores: NumberArray): Uint8Array {
  if (!spot) return applyThreshold(scores, value, { inclusive });
  const adaptive = Spot.fromJSON(spot);
  return Uint8Array.from(scores, (score) => Number(adaptive.step(score).alarm));
}

type Labelled = NonNullable<CalibrationScores['labelled']>;

/** The rules that look at labelled anomalies. */
export const labelledRules: readonly string[] = ['recall', 'best-f1'];

/**
 * Checks that a rule has the labels that it needs.
 *
 * @param labels  Of the validation series; undefined if there is none, or it has none.
 * @throws {PipelineError} If the rule needs labelled anomalies and there are none.
 */
export function requireLabels({ rule }: FittedThreshold['rule'], labels: BinaryArray | undefined): void {
  if (!labelledRules.includes(rule) || (labels && Array.from(labels).some((label) => label !== 0))) return;
  const found = labels ? 'labels without an anomaly' : 'none';
  throw new PipelineError(`threshold '${rule}': expected a validation series with labelled anomalies; found ${found}.`);
}

/** Of n anomalous scores, the ceil(recall n)-th largest: a score at or above it is called anomalous. */
function recallThreshold({ scores, labels }: Labelled, recall: number): number {
  const anomalous = Float64Array.from(scores)
    .filter((_, i) => labels[i] !== 0)
    .sort();
  // The 1e-9 undoes rounding, as in 0.07 * 100 = 7.000000000000001.
  return anomalous[anomalous.length - Math.ceil(recall * anomalous.length - 1e-9)];
}
