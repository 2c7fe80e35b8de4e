/** What the chapter claims of thresholds, retraining and export, filled from the pipeline's studies. */
import type { TimeRatios } from '../exercises/export-study';
import { retrainingGains, type RetrainingRow } from '../exercises/retraining-study';
import type { RuleOutcome } from '../exercises/threshold-rules';
import type { MeasuredClaim } from './sample';

export interface PracticeFindings {
  /** One for each seed. */
  readonly rules: readonly Readonly<Record<string, RuleOutcome>>[];
  readonly retraining: readonly RetrainingRow[];
  /** Share of alarms while a sensor drifts slowly, one value for each seed. */
  readonly drifting: { readonly adjusted: readonly number[]; readonly fixed: readonly number[] };
}

/** Fills the claims of the chapter about practice that are not about time. */
export function practiceClaims({ rules, retraining, drifting }: PracticeFindings): Record<string, MeasuredClaim> {
  const over = (rule: string, figure: keyof RuleOutcome) => rules.map((each) => each[rule][figure]);
  const byPercentile = (figure: keyof RuleOutcome) =>
    Object.fromEntries(
      Object.keys(rules[0]).flatMap((rule) => {
        const percentile = /^percentile (\d+)$/.exec(rule)?.[1];
        return percentile === undefined ? [] : [[percentile, over(rule, figure)]];
      }),
    );
  const others = Object.keys(rules[0]).filter((rule) => rule !== 'best F1');
  return {
    'ch-high-threshold': byPercentile('falsePositiveRate'),
    'ch-low-threshold': byPercentile('recall'),
    'ch-best-f1': {
      'chosen on validation': over('best F1', 'f1'),
      ...Object.fromEntries(others.map((rule) => [rule, over(rule, 'f1')])),
    },
    'ch-retraining': retrainingGains(retraining),
    'ch-threshold-adjustment': drifting,
  };
}

/** Fills the claims of the chapter about the time of scoring. */
export function timeClaims({ onnxInBatch, onnxOneByOne, batch }: TimeRatios): Record<string, MeasuredClaim> {
  return { 'ch-onnx-faster': { 'in one batch': onnxInBatch, 'one by one': onnxOneByOne }, 'ch-batching': batch };
}
