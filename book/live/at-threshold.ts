/** What a threshold makes of one detector's scores: the cells of the confusion matrix and what follows from them. */
import { quantile } from '../../lib/base/statistics';
import { labelsToSegments, type Segment } from '../../lib/data/segments';
import { confusion, precisionRecallF1, type Confusion } from '../../lib/metrics/confusion';
import { eventF1 } from '../../lib/metrics/events';
import { rocAuc } from '../../lib/metrics/roc';
import { movingAverage } from '../../lib/scoring/smoothing';

export interface ThresholdState {
  /** Percentile of the (averaged) test scores; a score above it is called anomalous. */
  readonly percentile: number;
  /** Steps over which scores are averaged; 1 leaves them as they are. */
  readonly window: number;
  /** `causal` averages a step with those before it, `centred` with those around it. */
  readonly context: 'causal' | 'centred';
}

export interface Called {
  /** Averaged, shape [length]. */
  readonly scores: Float64Array;
  readonly threshold: number;
  /** Spans that are called anomalous. */
  readonly called: readonly Segment[];
  readonly confusion: Confusion;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly eventF1: number;
  /** Needs no threshold, so that only window and context move it. */
  readonly rocAuc: number;
}

/** Averages the scores, calls what lies above the threshold, and measures that. */
export function callAbove(scores: Float64Array, labels: Uint8Array, state: ThresholdState): Called {
  const averaged = movingAverage(scores, { windowSize: state.window, alignment: state.context });
  const threshold = quantile(averaged.slice().sort(), state.percentile / 100);
  const predictions = Uint8Array.from(averaged, (score) => Number(score > threshold));
  return {
    scores: averaged,
    threshold,
    called: labelsToSegments(predictions),
    confusion: confusion(predictions, labels),
    ...precisionRecallF1(predictions, labels),
    eventF1: eventF1(predictions, labels, { boundary: 'definition' }),
    rocAuc: rocAuc(averaged, labels),
  };
}
