/** Measures on windows, as the reports do: a window is anomalous when any of its steps is. */
import type { BinaryArray, NumberArray } from '../../base/index';
import { accuracy, averagePrecision, confusion, precisionRecallF1, rocAuc, type Confusion } from '../../metrics/index';
import { predictWith, type ThresholdRule } from '../../scoring/index';
import {
  precisionRecallF1OrNull,
  setThreshold,
  whereDefined,
  type KindMeasures,
  type MeasureInfo,
  type Measurement,
  type MeasuresOf,
} from './measure';
import { meanOverWindows, windowKinds, windowLabels } from './protocol-windows';

const measures = {
  precision: { heading: 'Precision' },
  recall: { heading: 'Recall' },
  f1: { heading: 'F1' },
  rocAuc: { heading: 'ROC-AUC' },
  /** Average precision. */
  prAuc: { heading: 'PR-AUC' },
  /** The highest is not the best: where anomalies are rare, predicting none comes near 1. */
  accuracy: { heading: 'Accuracy', best: 'neither' },
} satisfies Readonly<Record<string, MeasureInfo>>;

export type WindowMeasure = keyof typeof measures;

export const onWindows: Measurement<WindowMeasure> = {
  measures,
  measure: ({ scores, test, kinds, protocol }) => {
    const pair = scores.windows ?? meanOverWindows(scores.steps!, protocol);
    const ofWindows = kinds && windowKinds(kinds, protocol);
    const {
      threshold,
      confusion: counts,
      kinds: ofKinds,
      ...rest
    } = evaluate(
      { trainScores: pair.train, testScores: pair.test, labels: windowLabels(test, protocol), kinds: ofWindows },
      protocol.threshold,
    );
    return { measures: rest, threshold, confusion: counts, kinds: ofKinds };
  },
};

export interface Evaluation {
  /** Like recall and F1, null where nothing is anomalous. */
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  /** null where the labels are of one class only. */
  readonly rocAuc: number | null;
  /** Average precision; null where nothing is anomalous. */
  readonly prAuc: number | null;
  /** Share of windows that are called right; where anomalies are rare, calling none anomalous has a high one. */
  readonly accuracy: number;
  readonly threshold: number;
  /** Windows by what they are and what they are called. */
  readonly confusion: Confusion;
  /** By kind of anomaly, where the data tells kinds apart. */
  readonly kinds?: Readonly<Record<string, KindMeasures>>;
}

export interface WindowScores {
  readonly trainScores: NumberArray;
  readonly testScores: NumberArray;
  readonly labels: BinaryArray;
  /** One per test score: `normal`, or the kind of its anomaly. */
  readonly kinds?: readonly string[];
}

/** Measures scores; score > threshold is a predicted anomaly. */
export function evaluate(scores: WindowScores, rule: ThresholdRule): Evaluation {
  const { trainScores, testScores, labels, kinds } = scores;
  const fitted = setThreshold({ train: trainScores, test: testScores }, rule);
  const predictions = predictWith(fitted, testScores);
  return {
    ...precisionRecallF1OrNull(predictions, labels),
    rocAuc: whereDefined(() => rocAuc(testScores, labels)),
    prAuc: whereDefined(() => averagePrecision(testScores, labels)),
    accuracy: accuracy(predictions, labels),
    threshold: fitted.value,
    confusion: confusion(predictions, labels),
    ...(kinds && { kinds: kindMeasures({ testScores, labels, kinds, predictions }) }),
  };
}

interface KindScores extends Required<Omit<WindowScores, 'trainScores'>> {
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

export type WindowMeasures = MeasuresOf<WindowMeasure>;
