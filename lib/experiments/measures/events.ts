/** Measures on events: which labelled segments a predicted sequence overlaps. */
import { mean } from '../../base/index';
import { labelsToSegments, segmentsToLabels, type Segment } from '../../data/index';
import type { SeriesScores } from '../../detectors/index';
import { predictWith, scoreSequences, type ThresholdRule } from '../../scoring/index';
import { setThreshold, type MeasureInfo, type Measurement, type MeasuresOf } from './measure';

const measures = {
  eventPrecision: { heading: 'precision' },
  eventRecall: { heading: 'recall' },
  eventF1: { heading: 'F1' },
  /** Labelled segments that are found. */
  truePositives: { heading: 'found' },
  /** Predicted sequences that overlap no labelled segment. */
  falsePositives: { heading: 'false alarms', best: 'lowest' },
  /** Labelled segments that are missed. */
  falseNegatives: { heading: 'missed', best: 'lowest' },
  /**
   * Share of the time steps that lie in predicted sequences. An overlap counts however small it is, so that long sequences
   * are rewarded: one over the whole series finds all without a false alarm. The counts are to be read with this.
   */
  predictedShare: { heading: 'share of steps predicted', best: 'neither' },
} satisfies Readonly<Record<string, MeasureInfo>>;

export type EventMeasure = keyof typeof measures;

export type Count = 'truePositives' | 'falsePositives' | 'falseNegatives';

/** What is counted on one channel. */
export type EventCounts = Readonly<Record<Count | 'predictedShare', number>>;

export const onEvents: Measurement<EventMeasure> = {
  measures,
  measure: ({ scores, test, protocol }) => {
    const sequences = predictedSequences(scores, protocol.threshold);
    const counts = countEvents(sequences, test.labels!);
    return { measures: { ...eventScores([counts]), ...counts }, sequences };
  },
  /** Adds the counts before it takes precision, recall and F1 of them; averages the share predicted. */
  aggregate: (channels) => {
    const counts = channels.map(({ measures: each }) => each as EventCounts);
    const predictedShare = mean(counts.map((each) => each.predictedShare));
    return { ...eventScores(counts), ...sumOf(counts), predictedShare };
  },
};

/**
 * Finds the sequences that a series detector predicts: its own, or those of the dynamic threshold on its scores.
 *
 * @param rule  The protocol's, for a detector whose sequences are the stretches above it.
 */
export function predictedSequences(
  { sequences, sequencesAboveThreshold, sequenceScores, steps }: SeriesScores,
  rule: ThresholdRule,
): readonly Segment[] {
  if (sequencesAboveThreshold) return labelsToSegments(predictWith(setThreshold(steps!, rule), steps!.test));
  if (sequences) return sequences;
  if (sequenceScores) return scoreSequences(sequenceScores);
  const { test } = steps!;
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

/** Computes precision, recall and F1 of all channels' counts together; all null where nothing is labelled anomalous. */
export function eventScores(channels: readonly EventCounts[]): Omit<MeasuresOf<EventMeasure>, keyof EventCounts> {
  const { truePositives: hits, falsePositives: alarms, falseNegatives: misses } = sumOf(channels);
  const isLabelled = hits + misses > 0;
  const ratio = (part: number, whole: number) => (!isLabelled ? null : whole === 0 ? 0 : part / whole);
  return {
    eventPrecision: ratio(hits, hits + alarms),
    eventRecall: ratio(hits, hits + misses),
    eventF1: ratio(2 * hits, 2 * hits + alarms + misses),
  };
}

function sumOf(channels: readonly EventCounts[]): Readonly<Record<Count, number>> {
  const sum = (name: Count) => channels.reduce((total, each) => total + each[name], 0);
  return {
    truePositives: sum('truePositives'),
    falsePositives: sum('falsePositives'),
    falseNegatives: sum('falseNegatives'),
  };
}
