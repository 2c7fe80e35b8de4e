/** Where in their test series the anomalies of channels lie: a rival that looks at no value. */
import { channelSize, incidentsOf, listChannels } from '../data/index';

/** Places that a test series is divided into. */
const PLACES = 100;

/**
 * Computes for each labelled channel of a folder how anomalous each place of a test series is on the others: at every
 * hundredth of the series, the share of steps that are labelled anomalous, averaged over all channels that show another
 * incident.
 *
 * @returns By channel, one number for each place, from the first steps to the last.
 * @throws {DataError} If the label file or a labelled channel's file is missing or malformed.
 */
export function positionPriors(root: string): ReadonlyMap<string, readonly number[]> {
  const incidents = incidentsOf(root);
  const shares = listChannels(root)
    .filter(({ channel }) => incidents.has(channel))
    .map(({ channel, segments }) => {
      const { testLength } = channelSize(root, channel);
      return { incident: incidents.get(channel)!, places: sharesOf(segments, testLength) };
    });
  return new Map(
    [...incidents].map(([channel, incident]) => {
      const others = shares.filter((each) => each.incident !== incident);
      const average = (place: number) => others.reduce((sum, { places }) => sum + places[place] / others.length, 0);
      return [channel, Array.from({ length: PLACES }, (_, place) => average(place))] as const;
    }),
  );
}

/** Gives the share of each place that segments cover. */
function sharesOf(segments: readonly { readonly start: number; readonly end: number }[], length: number): number[] {
  const wide = length / PLACES;
  return Array.from({ length: PLACES }, (_, place) => {
    const covered = segments.map(
      ({ start, end }) => Math.min(end, (place + 1) * wide, length) - Math.max(start, place * wide),
    );
    return covered.reduce((sum, steps) => sum + Math.max(0, steps), 0) / wide;
  });
}
