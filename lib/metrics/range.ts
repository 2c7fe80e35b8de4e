/** Range-based F1. */
import { labelsToSegments, type Segment } from '../data/segments';
import { checkedBoundary, type BoundaryOptions } from './boundary';
import { harmonicMean } from './confusion';
import { checkedLabelledPredictions, type BinaryInput } from './inputs';

// The share of recall that rewards any overlap with a range; the rest rewards how much of the range is covered.
const EXISTENCE_WEIGHT = 0.2;

/** The two rewards of one set of ranges against another, each averaged over the first set. */
interface RangeRewards {
  readonly existence: number;
  readonly overlap: number;
}

/**
 * Computes range-based F1. The overlap reward of a range is the share of its points that the other ranges cover (flat
 * bias), divided by the number of these ranges, so a fragmented detection earns less. Recall = 0.2 * existence + 0.8 *
 * overlap over labelled ranges; precision = overlap over predicted ranges. The result is 0 if nothing is predicted or
 * labelled.
 *
 * With `boundary: 'tsb-ad'` (the default), a range that covers the whole series is ignored, so the result is 0, as in
 * that tool. With `'definition'` it counts.
 *
 * @throws {MetricError} If the input is empty, unequal or NaN, or the option is unknown.
 * @see Tatbul et al. 2018, "Precision and Recall for Time Series", section 4; TSB-AD's `metric_RF1` with predictions.
 */
export function rangeF1(predictions: BinaryInput, labels: BinaryInput, options: BoundaryOptions = {}): number {
  const checked = checkedLabelledPredictions('rangeF1', predictions, labels);
  const dropsWholeSeries = checkedBoundary('rangeF1', options) === 'tsb-ad';
  const coversAll = ({ start, end }: Segment) => end - start === checked.labels.length;
  const predicted = labelsToSegments(checked.predictions);
  const labelled = labelsToSegments(checked.labels);
  if (dropsWholeSeries && (predicted.some(coversAll) || labelled.some(coversAll))) return 0;
  const recall = rangeRewards(labelled, predicted);
  const precision = rangeRewards(predicted, labelled).overlap;
  return harmonicMean(precision, EXISTENCE_WEIGHT * recall.existence + (1 - EXISTENCE_WEIGHT) * recall.overlap);
}

// Both lists are ascending without overlaps, so one pass over each is enough.
function rangeRewards(ranges: readonly Segment[], others: readonly Segment[]): RangeRewards {
  let existence = 0;
  let overlap = 0;
  let first = 0;
  for (const { start, end } of ranges) {
    while (first < others.length && others[first].end <= start) first++;
    let covered = 0;
    let pieces = 0;
    for (let k = first; k < others.length && others[k].start < end; k++) {
      covered += Math.min(end, others[k].end) - Math.max(start, others[k].start);
      pieces++;
    }
    if (pieces === 0) continue;
    existence++;
    overlap += covered / (end - start) / pieces;
  }
  const count = Math.max(1, ranges.length);
  return { existence: existence / count, overlap: overlap / count };
}
