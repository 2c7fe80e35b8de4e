/** Volume under the surface (VUS). */
import type { NumberArray } from '../base/index';
import { labelsToSegments, type Segment } from '../data/segments';
import {
  countOnes,
  checkedLabelledScores,
  requireBothClasses,
  requireWholeNumber,
  type BinaryInput,
  type LabelledScores,
} from './inputs';
import { growSegments, nearbyPoints, type GrownSegments, type NearbyPoints } from './vus-windows';

export interface VusOptions {
  /**
   * The widest window, in points, 0 to 100,000; the volume averages over windows 0, 1, ... maxWindow. Common choices
   * are about the length of the anomalies or the period of the series.
   */
  readonly maxWindow: number;
  /** Number of thresholds, evenly spaced by rank, at least 2. Default 250, as in TSB-AD. */
  readonly thresholds?: number;
}

export interface Vus {
  readonly vusRoc: number;
  readonly vusPr: number;
}

// Wider than any benchmark's series. A short series takes a few seconds with it.
const MAX_WINDOW = 100_000;

/** The scores cut at T thresholds, from the highest to the lowest; predictions are `score >= threshold`. */
interface Cuts {
  /** The first threshold that predicts each point, 0 to T - 1. */
  readonly firstCut: Int32Array;
  /** Number of points that each threshold predicts, shape [T]. */
  readonly predicted: Float64Array;
  /** Number of anomalous points that each threshold predicts, shape [T]. */
  readonly hits: Float64Array;
}

/** The inputs that are the same for every window. */
interface Volume {
  readonly cuts: Cuts;
  readonly nearby: NearbyPoints;
  readonly points: number;
  readonly anomalies: number;
}

/**
 * Computes the volume under the surface: the areas under the range-ROC and the range-PR curve, averaged over the
 * windows. Around each labelled segment the label decreases from 1 as sqrt(1 - distance / window), up to half a window
 * away; where such slopes overlap they add, up to 1. The true-positive rate is scaled by the share of (merged) segments
 * found.
 *
 * Takes O(n log n) for the sort and O(maxWindow * (m + thresholds + segments)) for the rest, where m is the number of
 * points within half of maxWindow of a segment. m grows with maxWindow until it includes every normal point: the time
 * grows with the square of maxWindow at first, and linearly once windows are as long as the series.
 *
 * @throws {MetricError} If the input is empty, unequal or NaN or an option is out of range, or (undefined-measure) if
 *                       labels hold one class only.
 * @see Paparrizos et al. 2022, "Volume Under the Surface: A New Accuracy Evaluation Measure for Time-Series Anomaly
 *      Detection", section 4; TSB-AD's `generate_curve` (version opt), whose thresholds these are.
 */
export function vus(scores: NumberArray, labels: BinaryInput, options: VusOptions): Vus {
  const checked = checkedLabelledScores('vus', scores, labels);
  const { maxWindow, thresholds = 250 } = options ?? {};
  requireWholeNumber('vus', ['maxWindow', maxWindow], { min: 0, max: MAX_WINDOW });
  requireWholeNumber('vus', ['thresholds', thresholds], { min: 2 });
  requireBothClasses('vus', checked.labels);
  // With as many thresholds as points every score is one: more would only repeat them.
  const cuts = cutScores(checked, Math.min(thresholds, checked.scores.length));
  const spans = labelsToSegments(checked.labels);
  const volume: Volume = {
    cuts,
    nearby: nearbyPoints(spans, checked.labels.length, Math.floor(maxWindow / 2)),
    points: checked.labels.length,
    anomalies: countOnes(checked.labels),
  };
  return averageOverWindows(volume, spans, maxWindow);
}

function averageOverWindows(volume: Volume, spans: readonly Segment[], maxWindow: number): Vus {
  const total = { vusRoc: 0, vusPr: 0 };
  let grown: GrownSegments = growSegments(volume.cuts.firstCut, spans);
  for (let window = 0; window <= maxWindow; window++) {
    if (window > 0 && window % 2 === 0) grown = growSegments(volume.cuts.firstCut, spans, grown);
    const { roc, pr } = windowAreas(volume, window, foundShares(grown, volume.cuts.predicted.length));
    total.vusRoc += roc;
    total.vusPr += pr;
  }
  const mean = (sum: number) => Math.min(1, sum / (maxWindow + 1));
  return { vusRoc: mean(total.vusRoc), vusPr: mean(total.vusPr) };
}

/** Computes the areas under the two curves of one window. Both start at (0, 0); the ROC curve ends at (1, 1). */
function windowAreas(volume: Volume, window: number, found: Float64Array): { roc: number; pr: number } {
  const { cuts, points, anomalies } = volume;
  const slopes = slopesByCut(volume, window);
  let roc = 0;
  let pr = 0;
  let slope = 0;
  let [lastFpr, lastTpr] = [0, 0];
  for (let j = 0; j < found.length; j++) {
    slope += slopes[j];
    const truePositives = cuts.hits[j] + slope;
    // Half of the predicted slope counts as labelled, so that points without a prediction do not lower the rate.
    const positives = anomalies + slope / 2;
    const tpr = Math.min(1, truePositives / positives) * found[j];
    const fpr = (cuts.predicted[j] - truePositives) / (points - positives);
    roc += ((fpr - lastFpr) * (tpr + lastTpr)) / 2;
    pr += (tpr - lastTpr) * (truePositives / cuts.predicted[j]);
    [lastFpr, lastTpr] = [fpr, tpr];
  }
  return { roc: roc + ((1 - lastFpr) * (1 + lastTpr)) / 2, pr };
}

/** Sums, for each threshold, the sloping labels of the points that it is the first to predict, shape [T]. */
function slopesByCut({ cuts, nearby }: Volume, window: number): Float64Array {
  const reach = Math.floor(window / 2);
  const sums = new Float64Array(cuts.predicted.length);
  const count = nearby.countWithin[reach];
  // In a short series the farthest point is nearer than the window reaches.
  const farthest = count > 0 ? nearby.distance[count - 1] : 0;
  const slopeAt = Float64Array.from({ length: farthest + 1 }, (_, distance) => Math.sqrt(1 - distance / window));
  for (let k = 0; k < count; k++) {
    // Two slopes overlap here. Within half a window each is at least sqrt(1/2), so their sum is limited to 1.
    const doubled = nearby.secondDistance[k] <= reach;
    sums[cuts.firstCut[nearby.index[k]]] += doubled ? 1 : slopeAt[nearby.distance[k]];
  }
  return sums;
}

/** Computes the share of merged segments in which each threshold predicts a point, shape [T]. */
function foundShares({ firstCut, segmentCount }: GrownSegments, thresholdCount: number): Float64Array {
  const shares = new Float64Array(thresholdCount);
  for (let s = 0; s < segmentCount; s++) shares[firstCut[s]]++;
  let found = 0;
  for (let j = 0; j < thresholdCount; j++) {
    found += shares[j];
    shares[j] = found / segmentCount;
  }
  return shares;
}

function cutScores({ scores, labels }: LabelledScores, thresholdCount: number): Cuts {
  const ascending = scores.slice().sort();
  const step = (scores.length - 1) / (thresholdCount - 1);
  const thresholds = Float64Array.from({ length: thresholdCount }, (_, j) => {
    const rank = j === thresholdCount - 1 ? scores.length - 1 : Math.floor(j * step);
    return ascending[scores.length - 1 - rank];
  });
  const firstCut = new Int32Array(scores.length);
  const predicted = new Float64Array(thresholdCount);
  const hits = new Float64Array(thresholdCount);
  for (let i = 0; i < scores.length; i++) {
    firstCut[i] = firstAtMost(thresholds, scores[i]);
    predicted[firstCut[i]]++;
    hits[firstCut[i]] += labels[i];
  }
  for (let j = 1; j < thresholdCount; j++) {
    predicted[j] += predicted[j - 1];
    hits[j] += hits[j - 1];
  }
  return { firstCut, predicted, hits };
}

/** Finds the first index of a descending array with an entry of at most `value`; the last entry always qualifies. */
function firstAtMost(descending: Float64Array, value: number): number {
  let low = 0;
  let high = descending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (descending[middle] <= value) high = middle;
    else low = middle + 1;
  }
  return low;
}
