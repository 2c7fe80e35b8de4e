/** The rules by which a threshold is set: without labels from normal scores, or from labelled scores. */
import { z } from 'zod';
import { zodFault, type BinaryArray, type NumberArray } from '../base/index';
import { ScoringError } from './scoring-error';
import { otsuThreshold } from './otsu';
import { Spot } from './spot';
import type { SpotState } from './spot-state';
import {
  applyThreshold,
  bestF1Threshold,
  falsePositiveRateThreshold,
  percentileThreshold,
  sigmaThreshold,
} from './thresholds';

const share = z.number().gt(0).lt(1);

/** A rule as it is given: options that have a default may be left out. */
export type ThresholdRule =
  /**
   * A percentile of the normal training scores (the default), or of the scores under test, which needs no labels either;
   * `both` takes all of them together, each step once, as papers do that call the highest r percent anomalous.
   */
  | { kind: 'percentile'; percentile: number; of?: 'training' | 'test' | 'both' | undefined }
  /**
   * The cut that separates the logarithms of the scores under test best into two classes: see `otsuThreshold`. It needs no
   * labels, but all scores, none of them negative; where they differ it always finds some anomalous.
   */
  | { kind: 'otsu' }
  /** Mean plus k standard deviations of the normal scores; suits scores near a normal distribution. */
  | { kind: 'sigma'; k: number }
  /** At most this share of fresh normal scores lies above the threshold: see `falsePositiveRateThreshold`. */
  | { kind: 'false-positive-rate'; rate: number }
  /** A threshold that is given, in the unit of the scores. */
  | { kind: 'fixed'; value: number }
  /** The highest threshold that still finds this share of the labelled anomalies. */
  | { kind: 'recall'; recall: number }
  /** The threshold of highest F1 on labelled scores. */
  | { kind: 'best-f1' }
  /** Peaks over threshold: a normal score exceeds it with probability q; it adapts as scores arrive. */
  | { kind: 'spot'; q?: number | undefined; level?: number | undefined; driftWindow?: number | undefined };

/** A rule with its defaults filled in. */
export type CompleteThresholdRule =
  | { kind: 'percentile'; percentile: number; of: 'training' | 'test' | 'both' }
  | { kind: 'spot'; q: number; level: number; driftWindow: number }
  | Exclude<ThresholdRule, { kind: 'percentile' | 'spot' }>;

/** Checks a rule and fills in its defaults. The types are written out, so that a program can use them without zod. */
export const thresholdRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('percentile'),
    percentile: z.number().min(0).max(100),
    of: z.enum(['training', 'test', 'both']).default('training'),
  }),
  z.strictObject({ kind: z.literal('otsu') }),
  z.strictObject({ kind: z.literal('sigma'), k: z.number() }),
  z.strictObject({ kind: z.literal('false-positive-rate'), rate: share }),
  z.strictObject({ kind: z.literal('fixed'), value: z.number() }),
  z.strictObject({ kind: z.literal('recall'), recall: z.number().gt(0).max(1) }),
  z.strictObject({ kind: z.literal('best-f1') }),
  z.strictObject({
    kind: z.literal('spot'),
    q: share.default(1e-3),
    level: share.default(0.98),
    driftWindow: z.int().nonnegative().default(0),
  }),
]) satisfies z.ZodType<CompleteThresholdRule, ThresholdRule>;

/** The rules that need labelled anomalies. */
export const labelledRules: readonly ThresholdRule['kind'][] = ['recall', 'best-f1'];

/** A threshold and the rule that set it; plain JSON. */
export interface FittedThreshold {
  /** The rule with its defaults filled in. */
  readonly rule: CompleteThresholdRule;
  /** In the unit of the scores. For SPOT: the threshold after calibration. */
  readonly value: number;
  /** Whether a score equal to the threshold is anomalous, as it is for the rules that pick one of the labelled scores. */
  readonly inclusive: boolean;
  /** SPOT's state after calibration, from which it continues. */
  readonly spot?: SpotState;
}

export interface CalibrationScores {
  /** Scores of normal data, in time order. */
  readonly normal: NumberArray;
  /** The scores to be judged, for a percentile of them. */
  readonly test?: NumberArray;
  /** Scores with labels, for the rules that need them. */
  readonly labelled?: { readonly scores: NumberArray; readonly labels: BinaryArray };
}

/**
 * Finds the threshold that a rule asks for.
 *
 * @throws {ScoringError} If the rule is invalid, or the scores that it needs are missing or too few.
 */
export function fitThreshold(given: ThresholdRule, { normal, test, labelled }: CalibrationScores): FittedThreshold {
  const rule = checkedRule(given);
  requireLabels(rule, labelled?.labels);
  switch (rule.kind) {
    case 'percentile': {
      const scores = percentileScores(rule.of, { normal, test });
      return { rule, value: percentileThreshold(scores, rule.percentile), inclusive: false };
    }
    case 'otsu': {
      return { rule, value: otsuOfLogarithms(requireTest(rule, test)), inclusive: false };
    }
    case 'fixed':
      return { rule, value: rule.value, inclusive: false };
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
 * Predicts 1 for each score above the threshold, or equal to an inclusive one. SPOT starts from its calibration and
 * adapts along the scores.
 *
 * @throws {ScoringError} If scores are empty or not finite.
 */
export function predictWith({ value, inclusive, spot }: FittedThreshold, scores: NumberArray): Uint8Array {
  if (!spot) return applyThreshold(scores, value, { inclusive });
  const adaptive = Spot.fromJSON(spot);
  return Uint8Array.from(scores, (score) => Number(adaptive.step(score).alarm));
}

/**
 * Checks that a rule has the labels that it needs, so that a caller can ask before it computes scores.
 *
 * @param labels  Labels of the validation series; undefined if there are none.
 * @throws {ScoringError} If the rule needs labelled anomalies and there are none.
 */
export function requireLabels({ kind }: ThresholdRule, labels: BinaryArray | undefined): void {
  if (!labelledRules.includes(kind) || (labels && Array.from(labels).some((label) => label !== 0))) return;
  const found = labels ? 'labels without an anomaly' : 'none';
  throw new ScoringError(
    `threshold '${kind}'`,
    `expected a validation series with labelled anomalies; found ${found}.`,
  );
}

/** @throws {ScoringError} If there are no test scores. */
function requireTest({ kind }: ThresholdRule, test: NumberArray | undefined): NumberArray {
  if (test) return test;
  throw new ScoringError(`threshold '${kind}'`, 'expected test scores; found none.');
}

/** Finds the highest of the scores that lie below Otsu's cut of their logarithms; 0 where none is positive. */
function otsuOfLogarithms(scores: NumberArray): number {
  const logs = logarithms(scores);
  if (!logs) return 0;
  const cut = otsuThreshold(logs);
  return logs.reduce((highest, log, i) => (log <= cut ? Math.max(highest, scores[i]) : highest), 0);
}

/**
 * Takes the logarithms of scores; those of 0 count as the lowest of the others.
 *
 * @returns Nothing where no score is positive.
 * @throws {ScoringError} If a score is negative or not finite.
 */
function logarithms(scores: NumberArray): Float64Array | undefined {
  const values = Float64Array.from(scores);
  const place = values.findIndex((score) => !(score >= 0 && score < Infinity));
  if (place >= 0) {
    const found = `found ${values[place]} at ${place}`;
    throw new ScoringError("threshold 'otsu'", `expected scores of at least 0, such as distances; ${found}.`);
  }
  const lowest = values.reduce((least, score) => (score > 0 ? Math.min(least, score) : least), Infinity);
  return lowest === Infinity ? undefined : values.map((score) => Math.log(Math.max(score, lowest)));
}

function checkedRule(rule: ThresholdRule): FittedThreshold['rule'] {
  const checked = thresholdRuleSchema.safeParse(rule);
  if (checked.success) return checked.data;
  throw new ScoringError('fitThreshold', `${zodFault(checked.error, 'rule')}.`);
}

/** @throws {ScoringError} If test scores are wanted and there are none. */
function percentileScores(
  of: 'training' | 'test' | 'both',
  { normal, test }: Pick<CalibrationScores, 'normal' | 'test'>,
): NumberArray {
  if (of === 'training') return normal;
  if (!test) throw new ScoringError(`threshold 'percentile'`, 'expected test scores; found none.');
  if (of === 'test') return test;
  const both = new Float64Array(normal.length + test.length);
  both.set(normal);
  both.set(test, normal.length);
  return both;
}

/** Returns the ceil(recall n)-th largest of n anomalous scores: a score at or above it is called anomalous. */
function recallThreshold({ scores, labels }: Required<CalibrationScores>['labelled'], recall: number): number {
  const anomalous = Float64Array.from(scores)
    .filter((_, i) => labels[i] !== 0)
    .sort();
  // The 1e-9 undoes rounding, as in 0.07 * 100 = 7.000000000000001.
  return anomalous[anomalous.length - Math.ceil(recall * anomalous.length - 1e-9)];
}
