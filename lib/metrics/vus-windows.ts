/** Segments that grow from window to window, and the points near them, for the volume under the surface. */
import type { Segment } from '../data/segments';

/** The normal points near a segment, ordered by their distance to it. */
export interface NearbyPoints {
  /** Index of each point, shape [m]. */
  readonly index: Int32Array;
  /** Distance to the nearest edge of a segment, at least 1. */
  readonly distance: Int32Array;
  /** Distance to the second nearest edge, on either side; larger than any reach if there is none. */
  readonly secondDistance: Int32Array;
  /** Number of points within each reach, shape [maxReach + 1]. */
  readonly countWithin: Int32Array;
}

/** Segments extended by `reach` on both sides; overlapping ones are merged. */
export interface GrownSegments {
  readonly reach: number;
  readonly segmentCount: number;
  /** The first threshold that predicts a point of each segment, before merging. */
  readonly firstCutUnmerged: Int32Array;
  /** The same for each merged segment; only the first `segmentCount` entries are used. */
  readonly firstCut: Int32Array;
}

const FAR = 2 ** 31 - 1;

/**
 * Finds the normal points within `maxReach` of a segment, so that every window visits only its own points.
 *
 * Distances are measured from a segment's last or first point: the neighbour of a segment is at 1.
 */
export function nearbyPoints(spans: readonly Segment[], length: number, maxReach: number): NearbyPoints {
  const farthest = Math.min(maxReach, length);
  const nearest = new Int32Array(length).fill(FAR);
  const second = new Int32Array(length).fill(FAR);
  const note = (i: number, distance: number) => {
    if (distance < nearest[i]) [second[i], nearest[i]] = [nearest[i], distance];
    else if (distance < second[i]) second[i] = distance;
  };
  spans.forEach(({ start, end }, s) => {
    // Beyond the second next segment, two other edges are nearer.
    const right = Math.min(length, end + farthest, s + 2 < spans.length ? spans[s + 2].start : length);
    const left = Math.max(0, start - farthest, s >= 2 ? spans[s - 2].end : 0);
    for (let i = end; i < right; i++) note(i, i - end + 1);
    for (let i = start - 1; i >= left; i--) note(i, start - i);
  });
  for (const { start, end } of spans) nearest.fill(FAR, start, end);
  return { ...orderByDistance(nearest, second, farthest), countWithin: countWithin(nearest, maxReach) };
}

/**
 * Extends segments by one more point on each side and merges those that overlap. Without `previous` the segments are
 * not extended.
 *
 * @param firstCut  The first threshold that predicts each point of the series.
 */
export function growSegments(firstCut: Int32Array, spans: readonly Segment[], previous?: GrownSegments): GrownSegments {
  const reach = previous ? previous.reach + 1 : 0;
  const unmerged = new Int32Array(spans.length);
  const merged = new Int32Array(spans.length);
  let segmentCount = 0;
  spans.forEach(({ start, end }, s) => {
    unmerged[s] = previous
      ? Math.min(previous.firstCutUnmerged[s], firstCut[start - reach] ?? FAR, firstCut[end - 1 + reach] ?? FAR)
      : firstCut.subarray(start, end).reduce((least, cut) => Math.min(least, cut), FAR);
    // Ends are inclusive here, so segments that only touch stay separate.
    const overlaps = s > 0 && spans[s - 1].end - 1 + reach >= start - reach;
    if (overlaps) merged[segmentCount - 1] = Math.min(merged[segmentCount - 1], unmerged[s]);
    else merged[segmentCount++] = unmerged[s];
  });
  return { reach, segmentCount, firstCutUnmerged: unmerged, firstCut: merged };
}

function countWithin(nearest: Int32Array, maxReach: number): Int32Array {
  const counts = new Int32Array(maxReach + 1);
  for (const distance of nearest) if (distance <= maxReach) counts[distance]++;
  for (let reach = 1; reach <= maxReach; reach++) counts[reach] += counts[reach - 1];
  return counts;
}

// A counting sort: distances are small whole numbers.
function orderByDistance(nearest: Int32Array, second: Int32Array, farthest: number) {
  const within = countWithin(nearest, farthest);
  const count = within[farthest];
  const ordered = {
    index: new Int32Array(count),
    distance: new Int32Array(count),
    secondDistance: new Int32Array(count),
  };
  for (let i = nearest.length - 1; i >= 0; i--) {
    if (nearest[i] > farthest) continue;
    const place = --within[nearest[i]];
    ordered.index[place] = i;
    ordered.distance[place] = nearest[i];
    ordered.secondDistance[place] = second[i];
  }
  return ordered;
}
