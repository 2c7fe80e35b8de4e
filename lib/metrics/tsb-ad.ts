/** The nine measures of TSB-AD, as its tables have them. */
import type { NumberArray } from '../base/index';
import { affiliation } from './affiliation';
import { eventF1 } from './events';
import { checkedLabelledScores, requireBothClasses, type BinaryInput } from './inputs';
import { pointAdjustedF1 } from './point-adjust';
import { averagePrecision, precisionRecallCurve } from './precision-recall';
import { rangeF1 } from './range';
import { rocAuc } from './roc';
import { vus } from './vus';

/** The last five take the best of many thresholds on the labels that then judge it: oracles. */
export interface TsbAdMeasures {
  readonly aucPr: number;
  readonly aucRoc: number;
  readonly vusPr: number;
  readonly vusRoc: number;
  readonly standardF1Oracle: number;
  readonly pointAdjustedF1Oracle: number;
  readonly eventF1Oracle: number;
  readonly rangeF1Oracle: number;
  readonly affiliationF1Oracle: number;
}

/** Thresholds that four of the measures are the best of, evenly spaced from the lowest score to the highest. */
const THRESHOLDS = 100;

/** TSB-AD adds it to a denominator, so that its F1 is slightly below the best. */
const STANDARD_EPSILON = 1e-5;

/**
 * Computes what TSB-AD's `get_metrics` gives for scores without predictions. Equal to it to 1e-9, but where scores are all
 * equal, of which it gives an affiliation F1 of NaN and this one 0, and where an anomaly begins at the first step, which its
 * point adjustment leaves out.
 *
 * @param maxWindow  The widest window of VUS, in steps; TSB-AD's tables take the series' period, see `periodOf`.
 * @throws {MetricError} If the input is empty, unequal or NaN, or (undefined-measure) if labels hold one class only.
 * @see Liu & Paparrizos 2024, "The Elephant in the Room: Towards A Reliable Time-Series Anomaly Detection Benchmark";
 *      the package TSB-AD 1.5.
 */
export function tsbAdMeasures(
  scores: NumberArray,
  labels: BinaryInput,
  { maxWindow }: { readonly maxWindow: number },
): TsbAdMeasures {
  const checked = checkedLabelledScores('tsbAdMeasures', scores, labels);
  requireBothClasses('tsbAdMeasures', checked.labels);
  const predictions = thresholdsOf(checked.scores).map((threshold) => above(checked.scores, threshold));
  const best = (measure: (predicted: Uint8Array) => number) => Math.max(...predictions.map(measure));
  return {
    aucPr: averagePrecision(scores, labels),
    aucRoc: rocAuc(scores, labels),
    ...vus(scores, labels, { maxWindow }),
    standardF1Oracle: standardF1(scores, labels),
    pointAdjustedF1Oracle: best((predicted) => pointAdjustedF1(predicted, labels)),
    eventF1Oracle: best((predicted) => eventF1(predicted, labels)),
    rangeF1Oracle: best((predicted) => rangeF1(predicted, labels)),
    affiliationF1Oracle: best((predicted) => affiliation(predicted, labels).f1),
  };
}

/** Spaces thresholds as numpy's `linspace` does, to the last bit: the last one is the highest score itself. */
function thresholdsOf(scores: Float64Array): number[] {
  const low = scores.reduce((a, b) => Math.min(a, b));
  const high = scores.reduce((a, b) => Math.max(a, b));
  const step = (high - low) / (THRESHOLDS - 1);
  return Array.from({ length: THRESHOLDS }, (_, i) => (i === THRESHOLDS - 1 ? high : i * step + low));
}

/** Marks the scores above a threshold. */
function above(scores: Float64Array, threshold: number): Uint8Array {
  const marks = new Uint8Array(scores.length);
  for (let i = 0; i < scores.length; i++) if (scores[i] > threshold) marks[i] = 1;
  return marks;
}

function standardF1(scores: NumberArray, labels: BinaryInput): number {
  const { precision, recall } = precisionRecallCurve(scores, labels);
  return precision.reduce((highest, each, i) => {
    return Math.max(highest, (2 * each * recall[i]) / (each + recall[i] + STANDARD_EPSILON));
  }, 0);
}
