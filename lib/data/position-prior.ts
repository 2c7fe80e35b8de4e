/** Where in their test series other channels of the telemetry have their anomalies. */
import { segmentsToLabels, type Segment } from './segments';
import { channelSize, listChannels } from './smap-msl';

/** A labelled test series. */
interface LabelledSpans {
  readonly segments: readonly Segment[];
  /** Steps of the series. */
  readonly length: number;
}

/** Places from the first step to the last at which the share of anomalies is taken. */
const PLACES = 100;

/**
 * Computes the share of series that are anomalous at each of 100 places, which lie evenly from the first step to the last.
 *
 * @returns  [100], each from 0 to 1.
 * @throws   If there is no series.
 */
export function anomalyShares(spans: readonly LabelledSpans[]): number[] {
  if (spans.length === 0) throw new Error('anomalyShares: expected at least one labelled series, found none.');
  const labels = spans.map(({ segments, length }) => segmentsToLabels(segments, length));
  return Array.from({ length: PLACES }, (_, place) => {
    const anomalous = labels.filter((each) => each[Math.round((place / (PLACES - 1)) * (each.length - 1))] === 1);
    return anomalous.length / labels.length;
  });
}

/**
 * Computes where anomalies are to be expected in a channel's test series by the labels of all others of a folder.
 *
 * @param left  Channels that are left out: the channel itself, and those that share its labels.
 * @returns     As `anomalyShares`; undefined if no labelled channel remains.
 * @throws {DataError} If the label file or a test file is missing or malformed.
 */
export function positionPrior(root: string, left: readonly string[]): number[] | undefined {
  const others = listChannels(root).filter(({ channel, labelled }) => labelled && !left.includes(channel));
  if (others.length === 0) return undefined;
  return anomalyShares(
    others.map(({ channel, segments }) => {
      const { testLength: length } = channelSize(root, channel);
      return { segments: segments.map(({ start, end }) => ({ start, end: Math.min(end, length) })), length };
    }),
  );
}
