/** The chapter's rules for a threshold (section 4.5.3) on one channel: each is set on some blocks of it and judged on the others. */
import type { Series } from '../data/index';
import { precisionRecallF1 } from '../metrics/index';
import type { AnomalyPipeline } from '../pipeline/index';
import { fitThreshold, predictWith, type ThresholdRule } from '../scoring/index';

/** By what the table calls them. */
export const thresholdRules: Readonly<Record<string, ThresholdRule>> = {
  'percentile 50': { kind: 'percentile', percentile: 50 },
  'percentile 70': { kind: 'percentile', percentile: 70 },
  'percentile 90': { kind: 'percentile', percentile: 90 },
  'percentile 95': { kind: 'percentile', percentile: 95 },
  'percentile 99': { kind: 'percentile', percentile: 99 },
  'mean + 3 deviations': { kind: 'sigma', k: 3 },
  'false positive rate .05': { kind: 'false-positive-rate', rate: 0.05 },
  'recall .9': { kind: 'recall', recall: 0.9 },
  'best F1': { kind: 'best-f1' },
  'SPOT .001': { kind: 'spot', q: 0.001, level: 0.98, driftWindow: 0 },
};

/** What a rule comes to on the blocks that it was not chosen on. */
export interface RuleOutcome {
  readonly threshold: number;
  /** Among time steps whose window holds no anomaly. */
  readonly falsePositiveRate: number;
  readonly recall: number;
  readonly precision: number;
  readonly f1: number;
}

/**
 * Sets each rule's threshold and judges it. Rules without labels take the pipeline's held-out normal scores; those with
 * labels take every other block of the test series. All are judged on the blocks in between.
 *
 * @param test         Labelled.
 * @param blockLength  Time steps.
 */
export function compareRules(
  pipeline: AnomalyPipeline,
  test: Series,
  blockLength: number,
): Readonly<Record<string, RuleOutcome>> {
  const { windowSize } = pipeline;
  const { scores } = pipeline.predict(test);
  const labels = test.labels!;
  const isNormal = (time: number) => !labels.subarray(time - windowSize + 1, time + 1).includes(1);
  const timesOf = (part: number) =>
    Array.from(scores.keys()).filter((time) => time >= windowSize - 1 && Math.floor(time / blockLength) % 2 === part);
  const pick = (times: readonly number[]) => ({
    scores: Float64Array.from(times, (time) => scores[time]),
    labels: Uint8Array.from(times, (time) => labels[time]),
  });
  const [chosenOn, times] = [pick(timesOf(0)), timesOf(1)];
  const judged = pick(times);
  const judge = (rule: ThresholdRule): RuleOutcome => {
    const fitted = fitThreshold(rule, { normal: pipeline.parts.reference.scores, labelled: chosenOn });
    const called = predictWith(fitted, judged.scores);
    const alarms = called.filter((call, i) => call === 1 && isNormal(times[i])).length;
    const { recall, precision, f1 } = precisionRecallF1(called, judged.labels);
    const falsePositiveRate = alarms / times.filter(isNormal).length;
    return { threshold: fitted.value, falsePositiveRate, recall, precision, f1 };
  };
  return Object.fromEntries(Object.entries(thresholdRules).map(([name, rule]) => [name, judge(rule)]));
}

/** Joins the outcomes of several pipelines, one a seed, as rows of a table. */
export function ruleRows(outcomes: readonly Readonly<Record<string, RuleOutcome>>[]) {
  return Object.keys(thresholdRules).map((rule) => {
    const over = (figure: keyof RuleOutcome) => outcomes.map((each) => each[rule][figure]);
    return {
      rule,
      threshold: over('threshold'),
      'false positive rate': over('falsePositiveRate'),
      recall: over('recall'),
      precision: over('precision'),
      F1: over('f1'),
    };
  });
}
