/** What an interval is over: incidents, series or labelled segments, each of which is left out in turn. */
import { groupIncidents, labelsToSegments, type Segment } from '../data/index';
import type { LabelledSteps } from './judged';

/** A stretch of one series. */
export interface Part extends Segment {
  readonly series: number;
}

/** How the data is divided for intervals. */
export interface Grouping {
  readonly by: 'incident' | 'series' | 'segment';
  /** Without a group, the figures are computed again. Each holds whole series, or stretches with a labelled segment each. */
  readonly groups: readonly (readonly Part[])[];
}

/** Of fewer groups there is no interval: Student's t for four is 1.6 times as wide as the normal one, and says little. */
export const FEWEST_GROUPS = 5;

/** Segments are dealt to no more groups, neighbours together: each costs all measures once more. */
const MOST_SEGMENT_GROUPS = 20;

export interface GroupingOptions {
  /** Which series show one incident, by the name of the series. Default: by their labels, see `groupIncidents`. */
  readonly incidents?: ReadonlyMap<string, string>;
}

/**
 * Divides series for intervals: by incident where there are at least five, else, where no two series show one incident, by
 * series; of fewer, by labelled segment. Series whose labels share half of their union are taken for one incident.
 */
export function divide(series: readonly LabelledSteps[], { incidents }: GroupingOptions = {}): Grouping {
  const labelled = series.flatMap(({ labels }, i) => (labels.includes(1) ? [i] : []));
  const names = incidents ? namedIncidents(series, incidents) : likelyIncidents(series);
  const members = new Map<string, number[]>();
  for (const i of labelled) members.set(names[i], [...(members.get(names[i]) ?? []), i]);
  if (members.size >= FEWEST_GROUPS) {
    const whole = (i: number): Part => ({ series: i, start: 0, end: series[i].labels.length });
    const by = members.size < labelled.length ? 'incident' : 'series';
    return { by, groups: [...members.values()].map((group) => group.map(whole)) };
  }
  return { by: 'segment', groups: dealt(labelled.flatMap((i) => pieces(i, series[i].labels))) };
}

/** A series that the list does not name is an incident by itself. */
function namedIncidents(series: readonly LabelledSteps[], incidents: ReadonlyMap<string, string>): string[] {
  return series.map(({ name }) => incidents.get(name) ?? name);
}

/** Names the incident of each series, by the place of its first series. */
function likelyIncidents(series: readonly LabelledSteps[]): string[] {
  const spans = series.map(({ labels }, i) => ({
    channel: String(i),
    segments: labelsToSegments(labels),
    length: labels.length,
  }));
  const names = new Map(groupIncidents(spans).flatMap((group) => group.map((channel) => [channel, group[0]])));
  return series.map((_, i) => names.get(String(i))!);
}

/** Cuts a series half-way between its labelled segments. */
function pieces(series: number, labels: Uint8Array): Part[] {
  const segments = labelsToSegments(labels);
  const cut = (i: number) => {
    if (i < 0) return 0;
    return i + 1 < segments.length ? Math.floor((segments[i].end + segments[i + 1].start) / 2) : labels.length;
  };
  return segments.map((_, i) => ({ series, start: cut(i - 1), end: cut(i) }));
}

/** Deals neighbouring pieces to at most twenty groups of nearly equal size. */
function dealt(all: readonly Part[]): Part[][] {
  const count = Math.min(all.length, MOST_SEGMENT_GROUPS);
  return Array.from({ length: count }, (_, i) =>
    all.slice(Math.floor((i * all.length) / count), Math.floor(((i + 1) * all.length) / count)),
  );
}

/** Lists what is kept of a series where some of its parts are left out. */
export function keptOf(length: number, left: readonly Part[]): Segment[] {
  const kept: Segment[] = [];
  let from = 0;
  for (const { start, end } of [...left].sort((a, b) => a.start - b.start)) {
    if (start > from) kept.push({ start: from, end: start });
    from = Math.max(from, end);
  }
  if (from < length) kept.push({ start: from, end: length });
  return kept;
}
