/** All measures of a detector's scores, by every protocol. */
import { DataError, type BinaryArray, type NumberArray } from '../base/index';
import { makeSeries } from '../data/index';
import {
  measure,
  measuresOn,
  smapMslProtocol,
  type MeasuredOn,
  type MeasureName,
  type Measures,
  type Protocol,
} from '../experiments/index';
import type { AlarmRecord } from '../experiments/measures/measure';
import { thresholdRuleSchema, type ThresholdRule } from '../scoring/index';

export interface MeasureAllOptions {
  /** Scores of normal data, in order of time; the threshold comes from them. Default: from the scores under test. */
  readonly trainScores?: NumberArray;
  /**
   * How the threshold is set; no rule here reads a label. Default: the 99th percentile of the training scores; without
   * them the 95th of the scores under test.
   */
  readonly threshold?: ThresholdRule;
  /** What is measured; default everything. */
  readonly measuredOn?: readonly MeasuredOn[];
  /** Steps of the windows of protocol (a), and from one to the next. Default report 3's: 10 and 5. */
  readonly windowSize?: number;
  readonly stride?: number;
  /** From one step to the next, in seconds, for false alarms a day. Default 60. */
  readonly stepSeconds?: number;
  /** The widest window of protocol (d)'s VUS, in steps. Default 100; TSB-AD takes the series' period, see `periodOf`. */
  readonly maxWindow?: number;
  /** The one measure of steps that is wanted, where the others would take long. Default all. */
  readonly only?: MeasureName;
  /** Whether events are the stretches above the threshold. Default: those of the dynamic threshold, which needs none. */
  readonly sequencesAboveThreshold?: boolean;
}

/** What one series comes to. */
export interface SeriesMeasures {
  readonly measures: Measures;
  /** That the scores were compared with. */
  readonly threshold?: number;
  readonly alarms?: AlarmRecord;
}

/** Everything that scores can be measured on. */
export const everything: readonly MeasuredOn[] = ['steps', 'point-adjusted', 'windows', 'events', 'alarms', 'tsb-ad'];

/** Names the rule that is used without another one. */
export function defaultRule(hasTraining: boolean): ThresholdRule {
  return hasTraining
    ? { kind: 'percentile', percentile: 99, of: 'training' }
    : { kind: 'percentile', percentile: 95, of: 'test' };
}

/**
 * Measures scores by every protocol: steps (VUS-PR, average precision, ...), steps before and after point adjustment, windows,
 * events, alarms, and TSB-AD's nine. Their names are those of `measureInfo`; a measure that the labels leave undefined is null,
 * and one whose name ends in `Oracle`, like TSB-AD's F1s, has its threshold picked with the labels.
 *
 * @param scores  One per step; higher is more anomalous.
 * @param labels  One per step: 0 normal, anything else anomalous.
 * @throws {DataError} If the two differ in length, or a score is not finite.
 * @throws {ScoringError} If a threshold rule does not suit the scores.
 */
export function measureAll(scores: NumberArray, labels: BinaryArray, options: MeasureAllOptions = {}): Measures {
  return measureSeries(scores, labels, options).measures;
}

/** Measures scores as `measureAll` does, and keeps what figures of several series are made of. */
export function measureSeries(
  scores: NumberArray,
  labels: BinaryArray,
  options: MeasureAllOptions = {},
): SeriesMeasures {
  const { trainScores, measuredOn = everything, maxWindow = 100, sequencesAboveThreshold } = options;
  const checked = checkedPair(scores, labels);
  // Without training scores the rule looks at those under test alone.
  const train = trainScores ? Float64Array.from(trainScores) : checked.scores;
  const protocol: Protocol = {
    ...smapMslProtocol,
    ...(options.windowSize !== undefined && { windowSize: options.windowSize, stride: options.stride ?? 1 }),
    ...(options.stride !== undefined && { stride: options.stride }),
    ...(options.stepSeconds !== undefined && { stepSeconds: options.stepSeconds }),
    threshold: thresholdRuleSchema.parse(options.threshold ?? defaultRule(trainScores !== undefined)),
  };
  const isShort = Math.min(train.length, checked.scores.length) < protocol.windowSize;
  const { measures, threshold, alarms } = measure(
    {
      scores: { steps: { train, test: checked.scores }, ...(sequencesAboveThreshold && { sequencesAboveThreshold }) },
      // The measures look at its labels and its length alone.
      test: makeSeries({ name: 'scores', values: checked.scores, features: 1, labels: checked.labels }),
      protocol,
      maxWindow,
      only: options.only,
    },
    isShort ? measuredOn.filter((on) => on !== 'windows') : measuredOn,
  );
  return {
    measures: { ...(isShort && measuredOn.includes('windows') && undefinedWindows()), ...measures },
    ...(threshold !== undefined && { threshold }),
    ...(alarms && { alarms }),
  };
}

/** A series that is shorter than a window has none to measure. */
function undefinedWindows(): Measures {
  return Object.fromEntries(measuresOn('windows').map((name) => [name, null]));
}

/** @throws {DataError} If the two differ in length, or one of them holds what it should not. */
function checkedPair(scores: NumberArray, labels: BinaryArray) {
  if (scores.length !== labels.length || labels.length === 0) {
    throw new DataError(`expected a score for each of ${labels.length} labels, found ${scores.length} scores`);
  }
  const values = scores instanceof Float64Array ? scores : Float64Array.from(scores);
  const odd = values.findIndex((score) => !Number.isFinite(score));
  if (odd >= 0) throw new DataError(`expected finite scores, found ${values[odd]} at step ${odd}`);
  return { scores: values, labels: Uint8Array.from(labels, (label) => Number(label !== 0)) };
}
