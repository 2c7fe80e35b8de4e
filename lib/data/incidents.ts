/**
 * Which channels show one incident. Channels of a spacecraft are not independent: D-1, D-3, D-4, D-7 and D-12 of SMAP are
 * labelled over the same steps, as are M-1 and M-2 of MSL. An interval that draws them one by one is too narrow.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Segment } from './segments';
import { channelSize, listChannels } from './smap-msl';
import type { Spacecraft } from './smap-msl-labels';

/** The incident of each channel, by the name of its first channel. */
export type Incidents = ReadonlyMap<string, string>;

/** The labels of a channel's test series. */
export interface LabelledSpans {
  readonly channel: string;
  readonly spacecraft?: Spacecraft;
  /** In order of time, not overlapping. */
  readonly segments: readonly Segment[];
  /** Time steps of the test series. */
  readonly length: number;
}

/** Two channels show one incident if their labels share at least so much of their union. */
const SAME = 0.5;

/**
 * Groups channels whose anomalies are likely one incident: two channels of one spacecraft belong together if the Jaccard
 * index of their labels is at least one half, and so do channels that a chain of such pairs connects (single linkage).
 * Labels are compared step by step, from the first step of both series to the end of the shorter one.
 *
 * It is crude, and rather too coarse than too fine: nothing says that two series began at the same time, and a chain may
 * join channels whose own labels hardly overlap. It reads labels and is for statistics alone; no detector uses it.
 *
 * @returns  Groups of names, in the order of their first channels; a channel without labels is a group of its own.
 * @see Jaccard 1912, "The distribution of the flora in the alpine zone"; Sneath 1957 for single linkage.
 */
export function groupIncidents(channels: readonly LabelledSpans[]): string[][] {
  let groups: LabelledSpans[][] = [];
  for (const each of channels) {
    const linked = groups.filter((group) => group.some((other) => isSame(each, other)));
    groups = [...groups.filter((group) => !linked.includes(group)), [...linked.flat(), each]];
  }
  const place = ({ channel }: LabelledSpans) => channels.findIndex((each) => each.channel === channel);
  const inOrder = groups.map((group) => [...group].sort((a, b) => place(a) - place(b)));
  return inOrder.sort(([a], [b]) => place(a) - place(b)).map((group) => group.map(({ channel }) => channel));
}

/**
 * Gives the incident of each labelled channel whose files a folder holds, named by its first channel.
 *
 * @throws {DataError} If the label file or a labelled channel's file is missing or malformed.
 */
export function incidentsOf(root: string): Incidents {
  const isThere = (channel: string) =>
    ['train', 'test'].every((split) => fs.existsSync(path.join(root, split, `${channel}.npy`)));
  const labelled = listChannels(root).filter((info) => info.labelled && isThere(info.channel));
  const spans = labelled.map((info) => ({ ...info, length: channelSize(root, info.channel).testLength }));
  return new Map(groupIncidents(spans).flatMap((group) => group.map((channel) => [channel, group[0]] as const)));
}

function isSame(a: LabelledSpans, b: LabelledSpans): boolean {
  return a.spacecraft === b.spacecraft && labelJaccard(a, b) >= SAME;
}

/** Computes the Jaccard index of two channels' labels over the steps that both series have; 0 where neither is labelled. */
export function labelJaccard(a: LabelledSpans, b: LabelledSpans): number {
  const length = Math.min(a.length, b.length);
  const [own, other] = [a, b].map(({ segments }) =>
    segments.map(({ start, end }) => ({ start: Math.min(start, length), end: Math.min(end, length) })),
  );
  const size = (segments: readonly Segment[]) => segments.reduce((sum, { start, end }) => sum + end - start, 0);
  const shared = own.reduce(
    (sum, one) =>
      sum +
      other.reduce((part, two) => part + Math.max(0, Math.min(one.end, two.end) - Math.max(one.start, two.start)), 0),
    0,
  );
  const union = size(own) + size(other) - shared;
  return union === 0 ? 0 : shared / union;
}
