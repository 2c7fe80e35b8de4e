/** From scores to the figures of one row: threshold by the protocol's rule, measures on test scores. */
import type { BinaryArray, NumberArray } from '../base/index';
import { averagePrecision, MetricError, precisionRecallF1, rocAuc } from '../metrics/index';
import { fitThreshold, predictWith, type ThresholdRule } from '../scoring/index';

export interface Measures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** null where the labels are of one class only. */
  readonly rocAuc: number | null;
  /** Average precision; null where nothing is anomalous. */
  readonly prAuc: number | null;
}

export const measureNames = ['precision', 'recall', 'f1', 'rocAuc', 'prAuc'] as const;
export type MeasureName = (typeof measureNames)[number];

/** How one kind of anomaly is found among the normal windows, the other kinds left out. */
export interface KindMeasures {
  readonly recall: number;
  readonly rocAuc: number | null;
  /** Test windows of this kind. */
  readonly windows: number;
}

export interface Evaluation extends Measures {
  readonly threshold: number;
  /** By kind of anomaly, where the data tells kinds apart. */
  readonly kinds?: Readonly<Record<string, KindMeasures>>;
}

export interface Scores {
  readonly trainScores: NumberArray;
  readonly testScores: NumberArray;
  readonly labels: BinaryArray;
  /** One per test score: `normal`, or the kind of its anomaly. */
  readonly kinds?: readonly string[];
}

/**
 * Sets the threshold by a rule and measures its predictions.
 *
 * @param rule  A number is a percentile of the training scores.
 * @throws {ScoringError} If the rule needs labelled anomalies, or there are too few scores for it.
 */
export function evaluate(scores: Scores, rule: ThresholdRule | number): Evaluation {
  const { trainScores, testScores, labels, kinds } = scores;
  const threshold = fitThreshold(typeof rule === 'number' ? { kind: 'percentile', percentile: rule } : rule, {
    normal: trainScores,
    test: testScores,
  });
  const predictions = predictWith(threshold, testScores);
  return {
    ...precisionRecallF1(predictions, labels),
    rocAuc: whereDefined(() => rocAuc(testScores, labels)),
    prAuc: whereDefined(() => averagePrecision(testScores, labels)),
    threshold: threshold.value,
    ...(kinds && { kinds: kindMeasures({ testScores, labels, kinds, predictions }) }),
  };
}

interface KindScores extends Required<Omit<Scores, 'trainScores'>> {
  readonly predictions: Uint8Array;
}

function kindMeasures({ testScores, labels, kinds, predictions }: KindScores): Record<string, KindMeasures> {
  const found = [...new Set(kinds)].filter((kind) => kind !== 'normal').sort();
  return Object.fromEntries(
    found.map((kind) => {
      const kept = kinds.flatMap((each, i) => (each === kind || each === 'normal' ? [i] : []));
      const pick = (values: ArrayLike<number>) => kept.map((i) => values[i]);
      const { recall } = precisionRecallF1(pick(predictions), pick(labels));
      const auc = whereDefined(() => rocAuc(pick(testScores), pick(labels)));
      return [kind, { recall, rocAuc: auc, windows: kinds.filter((each) => each === kind).length }];
    }),
  );
}

/** The mean of each measure over the channels on which it is defined. */
export function macroAverage(rows: readonly Measures[]): Measures {
  const mean = (name: MeasureName) => meanOf(rows, name);
  return {
    precision: mean('precision') ?? 0,
    recall: mean('recall') ?? 0,
    f1: mean('f1') ?? 0,
    rocAuc: mean('rocAuc'),
    prAuc: mean('prAuc'),
  };
}

/** The mean of a figure over the rows on which it is defined; null if there is none. */
export function meanOf<Name extends string>(
  rows: readonly { readonly [key in Name]: number | null }[],
  name: Name,
): number | null {
  const values = rows.map((row) => row[name]).filter((value): value is number => value !== null);
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

function whereDefined(measure: () => number): number | null {
  try {
    return measure();
  } catch (error) {
    if (error instanceof MetricError && error.reason === 'undefined-measure') return null;
    throw error;
  }
}
