/**
 * Precision, recall and F1 of the steps as they are predicted, and after point adjustment, which calls a whole labelled
 * segment found if one of its steps is. Many papers report the second without the first: side by side they show how much of
 * a figure the adjustment alone makes (Kim et al. 2022, "Towards a Rigorous Evaluation of Time-Series Anomaly Detection").
 */
import { bestPointAdjustedF1, pointAdjust } from '../../metrics/index';
import { predictWith } from '../../scoring/index';
import { precisionRecallF1OrNull, setThreshold, whereDefined, type MeasureInfo, type Measurement } from './measure';

const measures = {
  stepPrecision: { heading: 'precision' },
  stepRecall: { heading: 'recall' },
  stepF1: { heading: 'F1' },
  adjustedPrecision: { heading: 'adjusted precision' },
  adjustedRecall: { heading: 'adjusted recall' },
  adjustedF1: { heading: 'adjusted F1' },
  /** The same, of steps that stand once for each window of 100 that they lie in. */
  overlappingAdjustedF1: { heading: 'adjusted F1, overlapping windows' },
  /** An oracle: its threshold is picked with the labels. */
  bestAdjustedF1Oracle: { heading: 'best adjusted F1 (oracle)' },
} satisfies Readonly<Record<string, MeasureInfo>>;

export type PointAdjustedMeasure = keyof typeof measures;

/** Steps of the windows of those papers. */
const WINDOW = 100;

export const onPointAdjusted: Measurement<PointAdjustedMeasure> = {
  measures,
  measure: ({ scores, test, protocol }) => {
    const pair = scores.steps!;
    const labels = test.labels!;
    const fitted = setThreshold(pair, protocol.threshold);
    const predictions = predictWith(fitted, pair.test);
    const plain = precisionRecallF1OrNull(predictions, labels);
    const adjusted = precisionRecallF1OrNull(pointAdjust(predictions, labels), labels);
    return {
      threshold: fitted.value,
      measures: {
        stepPrecision: plain.precision,
        stepRecall: plain.recall,
        stepF1: plain.f1,
        adjustedPrecision: adjusted.precision,
        adjustedRecall: adjusted.recall,
        adjustedF1: adjusted.f1,
        overlappingAdjustedF1: labels.includes(1) ? overlappingAdjustedF1({ predictions, labels }, WINDOW) : null,
        bestAdjustedF1Oracle: whereDefined(() => bestPointAdjustedF1(pair.test, labels).f1),
      },
    };
  },
};

/**
 * Computes the point-adjusted F1 of steps laid out as the windows of a data loader with stride 1, one after the other: 0, 1,
 * ..., 99, 1, 2, ..., 100, 2, ... That is what Time-Series-Library's test code adjusts and measures (its issue 561): each
 * step counts up to `size` times, and a labelled segment becomes many runs of labels, each of which has to be hit.
 *
 * @param steps  Predictions and labels, 0 or 1, of equal length.
 * @param size   Steps of a window; a shorter series is one window.
 * @returns      0 where nothing is labelled and nothing predicted.
 */
export function overlappingAdjustedF1(
  { predictions, labels }: Readonly<Record<'predictions' | 'labels', Uint8Array>>,
  size: number,
): number {
  const width = Math.min(size, labels.length);
  let [found, alarms, labelled] = [0, 0, 0];
  let [run, hit] = [0, 0]; // the current run of labels: its length so far, whether a step of it is predicted
  const endRun = () => {
    labelled += run;
    if (hit) found += run;
    [run, hit] = [0, 0];
  };
  for (let start = 0; start + width <= labels.length; start++) {
    for (let step = start; step < start + width; step++) {
      if (labels[step] === 1) {
        run++;
        hit |= predictions[step];
      } else {
        if (run > 0) endRun();
        alarms += predictions[step];
      }
    }
  }
  endRun();
  const either = found + alarms + labelled;
  return either === 0 ? 0 : (2 * found) / either;
}
