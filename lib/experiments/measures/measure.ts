/** What a protocol's measures have in common, whatever they are measured on. */
import type { BinaryArray, NumberArray } from '../../base/index';
import type { Segment, Series } from '../../data/index';
import type { SeriesScores } from '../../detectors/index';
import { MetricError, precisionRecallF1, type Confusion, type PrecisionRecallF1 } from '../../metrics/index';
import { fitThreshold, type FittedThreshold, type ThresholdRule } from '../../scoring/index';
import type { Protocol } from '../protocol';

/** How a table shows a measure. */
export interface MeasureInfo {
  readonly heading: string;
  /** Which value is the best; default the highest. `neither` is for what has to be read beside others. */
  readonly best?: 'highest' | 'lowest' | 'neither';
}

/** By name; null where a measure is undefined, as ROC-AUC is with labels of one class. */
export type MeasuresOf<Name extends string> = Readonly<Record<Name, number | null>>;

/** A pair of series with its scores, to be measured. */
export interface Scored {
  readonly scores: SeriesScores;
  /** With labels. */
  readonly test: Series;
  /** The kind of anomaly of each test step, or `normal`, where the data tells kinds apart. */
  readonly kinds?: readonly string[];
  readonly protocol: Protocol;
  /** The widest window of VUS as TSB-AD measures it, in steps; default the period of the test series' first feature. */
  readonly maxWindow?: number;
  /** The one measure of steps that is wanted, where the others would take long; default all. */
  readonly only?: string;
}

/** How one kind of anomaly is found among the normal windows, the other kinds left out. */
export interface KindMeasures {
  readonly recall: number;
  readonly rocAuc: number | null;
  /** Test windows of this kind. */
  readonly windows: number;
}

export interface Measured<Name extends string> {
  readonly measures: MeasuresOf<Name>;
  /** Where scores were compared with one. */
  readonly threshold?: number;
  /** Windows by what they are and what they are called, where windows were measured. */
  readonly confusion?: Confusion;
  /** By kind of anomaly, where the data tells kinds apart. */
  readonly kinds?: Readonly<Record<string, KindMeasures>>;
  /** Of anomalous time steps, where they were looked for. */
  readonly sequences?: readonly Segment[];
  /** What alarms came to, where they were measured. */
  readonly alarms?: AlarmRecord;
}

/** What the alarms on one series come to: measures of several series follow from their records alone. */
export interface AlarmRecord {
  /** One per labelled event: steps from its first step to the first predicted one in it; null if no alarm finds it. */
  readonly delays: readonly (number | null)[];
  /** Alarms that find no event. */
  readonly falseAlarms: number;
  /** Time steps at which an alarm is on. */
  readonly alarmSteps: number;
  readonly steps: number;
  readonly stepSeconds: number;
}

/** One way to measure scores: on windows, on time steps, on events, on alarms. A new one is a file here and a line in ./index. */
export interface Measurement<Name extends string> {
  /** In the order in which tables show them. */
  readonly measures: Readonly<Record<Name, MeasureInfo>>;
  measure(scored: Scored): Measured<Name>;
  /**
   * Computes the measures of several channels together. Default: the mean of each over the channels on which it is
   * defined.
   */
  aggregate?(channels: readonly Pick<Measured<Name>, 'measures' | 'alarms'>[]): MeasuresOf<Name>;
}

/**
 * Sets a threshold by a rule that needs no labels: from the training scores, or, where the rule says so, from the test scores.
 * SPOT needs a tail: where no training score lies above its level, as of a constant channel, it is the highest of them.
 *
 * @throws {ScoringError} If the scores are too few for the rule.
 */
export function setThreshold(
  { train, test }: Readonly<Record<'train' | 'test', NumberArray>>,
  rule: ThresholdRule,
): FittedThreshold {
  return fitThreshold(rule.kind === 'spot' && !hasTail(train, rule.level) ? HIGHEST : rule, { normal: train, test });
}

const HIGHEST: ThresholdRule = { kind: 'percentile', percentile: 100 };

/** Whether a score lies above the one at a level, from which SPOT fits the tail. */
function hasTail(scores: NumberArray, level = 0.98): boolean {
  const ascending = Float64Array.from(scores).sort();
  return ascending[Math.floor(level * ascending.length)] < ascending[ascending.length - 1];
}

/** Computes a measure; null where the labels leave it undefined. */
export function whereDefined(measure: () => number): number | null {
  try {
    return measure();
  } catch (error) {
    if (error instanceof MetricError && error.reason === 'undefined-measure') return null;
    throw error;
  }
}

/** Computes precision, recall and F1; all null where nothing is labelled anomalous, so that there is nothing to find. */
export function precisionRecallF1OrNull(
  predictions: BinaryArray,
  labels: BinaryArray,
): MeasuresOf<keyof PrecisionRecallF1> {
  const found = precisionRecallF1(predictions, labels);
  for (let i = 0; i < labels.length; i++) if (labels[i] !== 0) return { ...found };
  return { precision: null, recall: null, f1: null };
}
