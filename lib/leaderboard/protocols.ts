/** The three protocols of the leaderboard: the report's windows, every time step, events. */
import { labelsToSegments, segmentsToLabels, type Segment } from '../data/index';
import {
  affiliation,
  averagePrecision,
  bestF1,
  pointAdjustedF1,
  precisionRecallF1,
  rangeF1,
  rocAuc,
  vus,
} from '../metrics/index';
import { percentileThreshold, scoreSequences, type ScorePair } from '../scoring/index';
import type { EntryScores } from './entry';

/** Protocol (a), on windows of 10 with stride 5, above the 70th percentile of the training windows' scores. */
export interface WindowMeasures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly rocAuc: number;
  readonly prAuc: number;
}

/** Protocol (b), on time steps. Above the 70th percentile of the training steps' scores where a threshold is needed. */
export interface StepMeasures {
  readonly vusPr: number;
  readonly prAuc: number;
  readonly affiliationF1: number;
  readonly rangeF1: number;
  /** An oracle: its threshold is picked with the labels. */
  readonly bestF1Oracle: number;
  /** Point-adjusted: one hit anywhere in a segment counts for all of it, which flatters random scores too. */
  readonly pointAdjustedF1: number;
}

/** Protocol (c): labelled segments that a predicted one overlaps, predicted ones that overlap none, labelled ones missed. */
export interface EventCounts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  /**
   * Share of the time steps that lie in predicted sequences. An overlap counts however small it is, so that long sequences
   * are rewarded: one over the whole series finds all without a false alarm. The counts are to be read with this.
   */
  readonly predictedShare: number;
}

const PERCENTILE = 70;

/** As the VUS-PR figures that TSB-AD publishes. */
const MAX_WINDOW = 100;

/**
 * Measures scores of the windows of both series.
 *
 * @param labels  Of the test windows.
 * @throws {MetricError} If the test windows are of one class only.
 */
export function measureWindows({ train, test }: ScorePair, labels: Uint8Array): WindowMeasures {
  const threshold = percentileThreshold(train, PERCENTILE);
  const predictions = Uint8Array.from(test, (score) => +(score > threshold));
  const { precision, recall, f1 } = precisionRecallF1(predictions, labels);
  return { precision, recall, f1, rocAuc: rocAuc(test, labels), prAuc: averagePrecision(test, labels) };
}

/** @throws {MetricError} If the test series is of one class only. */
export function measureSteps({ train, test }: EntryScores, labels: Uint8Array): StepMeasures {
  const threshold = percentileThreshold(train, PERCENTILE);
  const predictions = Uint8Array.from(test, (score) => +(score > threshold));
  return {
    vusPr: vus(test, labels, { maxWindow: MAX_WINDOW }).vusPr,
    prAuc: averagePrecision(test, labels),
    affiliationF1: affiliation(predictions, labels).f1,
    // TSB-AD takes a prediction of the whole series for none: calling everything anomalous would have 0.
    rangeF1: rangeF1(predictions, labels, { boundary: 'definition' }),
    bestF1Oracle: bestF1(test, labels).f1,
    pointAdjustedF1: pointAdjustedF1(predictions, labels),
  };
}

/** The sequences that an entry predicts: its own, or those of the dynamic threshold on its scores. */
export function predictedSequences({ sequences, sequenceScores, test }: EntryScores): readonly Segment[] {
  if (sequences) return sequences;
  if (sequenceScores) return scoreSequences(sequenceScores);
  const lowest = test.reduce((least, score) => Math.min(least, score), Infinity);
  return scoreSequences(test.map((score) => score - lowest));
}

/**
 * Counts events as telemanom and Orion do: a labelled segment that any predicted one overlaps is found, however little;
 * a predicted one that overlaps no labelled one is a false alarm.
 *
 * @param predicted  Within the series, in any order.
 * @see Hundman et al. 2018, section 4.2; Alnegheimish et al. 2022, "Sintel", section 5 (overlapping segments).
 */
export function countEvents(predicted: readonly Segment[], labels: Uint8Array): EventCounts {
  const labelled = labelsToSegments(labels);
  const overlap = (a: Segment, b: Segment) => a.start < b.end && b.start < a.end;
  const found = labelled.filter((segment) => predicted.some((each) => overlap(each, segment))).length;
  return {
    truePositives: found,
    falsePositives: predicted.filter((each) => !labelled.some((segment) => overlap(each, segment))).length,
    falseNegatives: labelled.length - found,
    predictedShare: segmentsToLabels(predicted, labels.length).reduce((sum, step) => sum + step, 0) / labels.length,
  };
}

/** Over all channels' counts together; 0 where nothing is labelled and nothing predicted. */
export function eventScores(counts: readonly EventCounts[]): { precision: number; recall: number; f1: number } {
  const sum = (name: 'truePositives' | 'falsePositives' | 'falseNegatives') =>
    counts.reduce((total, each) => total + each[name], 0);
  const [hits, alarms, misses] = [sum('truePositives'), sum('falsePositives'), sum('falseNegatives')];
  const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  return {
    precision: ratio(hits, hits + alarms),
    recall: ratio(hits, hits + misses),
    f1: ratio(2 * hits, 2 * hits + alarms + misses),
  };
}
