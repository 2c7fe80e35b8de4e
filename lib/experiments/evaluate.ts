/** From scores to the figures of one row: threshold from training scores, measures on test scores. */
import type { BinaryArray, NumberArray } from '../data/index';
import { averagePrecision, MetricError, precisionRecallF1, rocAuc } from '../metrics/index';
import { percentileThreshold } from '../scoring/index';

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

export interface Evaluation extends Measures {
  readonly threshold: number;
}

export interface Scores {
  readonly trainScores: NumberArray;
  readonly testScores: NumberArray;
  readonly labels: BinaryArray;
}

/** Predicts score > threshold, with the threshold at a percentile of the training scores. */
export function evaluate({ trainScores, testScores, labels }: Scores, thresholdPercentile: number): Evaluation {
  const threshold = percentileThreshold(trainScores, thresholdPercentile);
  const predictions = Uint8Array.from(testScores, (score) => (score > threshold ? 1 : 0));
  return {
    ...precisionRecallF1(predictions, labels),
    rocAuc: whereDefined(() => rocAuc(testScores, labels)),
    prAuc: whereDefined(() => averagePrecision(testScores, labels)),
    threshold,
  };
}

/** The mean of each measure over the channels on which it is defined. */
export function macroAverage(rows: readonly Measures[]): Measures {
  const mean = (name: (typeof measureNames)[number]) => {
    const values = rows.map((row) => row[name]).filter((value): value is number => value !== null);
    return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
  };
  return {
    ...{ precision: mean('precision') ?? 0, recall: mean('recall') ?? 0, f1: mean('f1') ?? 0 },
    ...{ rocAuc: mean('rocAuc'), prAuc: mean('prAuc') },
  };
}

function whereDefined(measure: () => number): number | null {
  try {
    return measure();
  } catch (error) {
    if (error instanceof MetricError && error.reason === 'undefined-measure') return null;
    throw error;
  }
}
