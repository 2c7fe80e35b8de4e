/** Where to cut a test series, all after the cut being called anomalous: chosen by the labels of other incidents. */
import { labelledElsewhere, segmentsToLabels, type LabelledSeries } from '../data/index';
import { precisionRecallF1 } from '../metrics/index';
import { windowLabels } from './measures/index';
import { smapMslProtocol } from './protocol';

/** The cuts that are tried, in percent of a series. */
const cuts: readonly number[] = Array.from({ length: 19 }, (_, i) => 5 * (i + 1)); // 5, 10 ... 95

/**
 * Finds the cut of the highest mean F1 over some series, in percent; of equal ones, the first. As report 3 measures, windows
 * of 10 steps count: those whose middle lies beyond the cut are called anomalous.
 *
 * @param scoresOf  Gives the F1 of each cut on a series. Default: computes it.
 * @throws          If there is no series.
 */
export function bestCut(series: readonly LabelledSeries[], scoresOf = cutScores): number {
  if (series.length === 0) throw new Error('bestCut: expected at least one labelled series, found none.');
  const scores = series.map((each) => scoresOf(each));
  const sums = cuts.map((_, i) => scores.reduce((sum, own) => sum + own[i], 0));
  return cuts[sums.indexOf(Math.max(...sums))];
}

/**
 * Chooses the cut of each labelled channel of a folder by the labels of all channels that show another incident.
 *
 * @returns  In percent, by channel; without a channel of which no other remains.
 * @throws {DataError} If the label file or a file of a labelled channel is missing or malformed.
 */
export function chosenCuts(root: string): ReadonlyMap<string, number> {
  const scores = new Map<LabelledSeries, number[]>();
  const scoresOf = (series: LabelledSeries) => {
    const found = scores.get(series) ?? cutScores(series);
    scores.set(series, found);
    return found;
  };
  return new Map([...labelledElsewhere(root)].map(([channel, others]) => [channel, bestCut(others, scoresOf)]));
}

/** Computes the F1 of each cut on a series. */
function cutScores({ segments, length }: LabelledSeries): number[] {
  const { windowSize, stride } = smapMslProtocol;
  const labels = windowLabels({ length, labels: segmentsToLabels(segments, length) }, smapMslProtocol);
  const places = Array.from(labels, (_, i) => (i * stride + (windowSize - 1) / 2) / (length - 1));
  return cuts.map((cut) => {
    const predictions = Uint8Array.from(places, (place) => Number(place > cut / 100));
    return precisionRecallF1(predictions, labels).f1;
  });
}
