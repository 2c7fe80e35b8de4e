/** Where in their test series other channels of the telemetry have their anomalies. */
import { incidentsOf } from './incidents';
import { segmentsToLabels, type Segment } from './segments';
import { channelSize, listChannels } from './smap-msl';

/** A labelled test series. */
export interface LabelledSeries {
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
export function anomalyShares(spans: readonly LabelledSeries[]): number[] {
  if (spans.length === 0) throw new Error('anomalyShares: expected at least one labelled series, found none.');
  const labels = spans.map(({ segments, length }) => segmentsToLabels(segments, length));
  return Array.from({ length: PLACES }, (_, place) => {
    const anomalous = labels.filter((each) => each[Math.round((place / (PLACES - 1)) * (each.length - 1))] === 1);
    return anomalous.length / labels.length;
  });
}

/**
 * Collects for each labelled channel the labels of the folder's others: of all that show another incident, see `incidentsOf`.
 *
 * @returns  By channel; without a channel of which no other remains.
 * @throws {DataError} If the label file or a file of a labelled channel is missing or malformed.
 */
export function labelledElsewhere(root: string): ReadonlyMap<string, readonly LabelledSeries[]> {
  const incidents = incidentsOf(root);
  const all = listChannels(root)
    .filter(({ channel }) => incidents.has(channel))
    .map(({ channel, segments }) => {
      const { testLength: length } = channelSize(root, channel);
      const own = segments.map(({ start, end }) => ({ start: Math.min(start, length), end: Math.min(end, length) }));
      return { incident: incidents.get(channel), segments: own, length };
    });
  const found = [...incidents].map(([channel, own]) => {
    return [channel, all.filter(({ incident }) => incident !== own)] as const;
  });
  return new Map(found.filter(([, others]) => others.length > 0));
}

/**
 * Computes where anomalies are to be expected in each labelled channel's test series by the labels of the folder's others.
 *
 * @returns  By channel, as `anomalyShares`; without a channel of which no other remains, see `labelledElsewhere`.
 * @throws {DataError} If the label file or a file of a labelled channel is missing or malformed.
 */
export function positionPriors(root: string): ReadonlyMap<string, readonly number[]> {
  return new Map([...labelledElsewhere(root)].map(([channel, others]) => [channel, anomalyShares(others)]));
}
