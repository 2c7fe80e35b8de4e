/** One row against another, channel by channel and incident by incident. */
import { mean } from '../base/index';
import { eventScores, type EventCounts } from '../experiments/index';
import { groupedInterval, jackknifeInterval, type GroupedInterval } from '../metrics/grouped-interval';

export interface Interval {
  /** One row's figure less the other's. */
  readonly difference: number;
  /** 95 % interval, over channels or over incidents, whichever is wider; absent if there are fewer than five of them. */
  readonly interval?: { readonly low: number; readonly high: number };
  /** What has to be five: incidents where they are known. */
  readonly unit: 'channel' | 'incident';
}

/** On how many channels, or incidents, the first is higher, level, lower. */
export interface Counts {
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
}

export interface PairedDifference extends Interval, Counts {
  /** By the mean difference over each incident's channels; absent where incidents are not known. */
  readonly incidents?: Counts;
}

export interface ComparisonOptions {
  /** The incident of each channel, in their order; see `groupIncidents`. Default: not known, each channel is one by itself. */
  readonly incidents?: readonly string[];
}

/** An interval over fewer channels or incidents says little: Student's t for four is 1.6 times as wide as the normal one. */
const FEWEST = 5;

/** Tells whether there are too few channels, or incidents where they are known, for an interval. */
export function isTooFew(channels: number, incidents?: readonly string[]): boolean {
  return (incidents ? new Set(incidents).size : channels) < FEWEST;
}

/**
 * Compares paired figures by Student's interval over channels: what is claimed is claimed for channels like these, not for
 * these alone. Channels of one incident tell much the same, so that there is an interval over incidents too, see
 * `groupedInterval`; the wider one counts.
 *
 * @param figures  One per channel.
 * @param others   Of the same channels in the same order.
 * @throws         If there is no channel, or their numbers differ.
 */
export function pairedDifference(
  figures: readonly number[],
  others: readonly number[],
  options: ComparisonOptions = {},
): PairedDifference {
  requirePairs('pairedDifference', figures, others);
  const differences = figures.map((figure, i) => figure - others[i]);
  const { incidents } = options;
  const groups = incidents && membersOf('pairedDifference', incidents, figures.length);
  const names = differences.map((_, i) => `${i}`);
  const over = (incidentOf?: ReadonlyMap<string, string>) => groupedInterval(names, differences, incidentOf);
  const found = [over(), ...(incidents ? [over(new Map(incidents.map((incident, i) => [`${i}`, incident])))] : [])];
  return {
    ...intervalOf(mean(differences), found, incidents),
    ...countSigns(differences),
    ...(groups && { incidents: countSigns(groups.map((group) => mean(group.map((i) => differences[i])))) }),
  };
}

/**
 * Compares the F1 of events, which is not a mean over channels: the counts of a seed are added before it is taken, and then
 * it is averaged over seeds. It is a ratio of sums, so that the interval is the jackknife's, see `jackknifeInterval`.
 *
 * @param counts  For each seed, one per channel.
 * @param others  Likewise, of the same channels in the same order; its seeds need not be as many.
 * @throws        If there is no channel, or their numbers differ.
 */
export function pairedEventDifference(
  counts: readonly (readonly EventCounts[])[],
  others: readonly (readonly EventCounts[])[],
  options: ComparisonOptions = {},
): Interval {
  const where = 'pairedEventDifference';
  const [first = []] = counts;
  for (const each of [others[0] ?? [], ...counts, ...others]) requirePairs(where, first, each);
  const f1 = (seeds: typeof counts, drawn: readonly number[]) =>
    seeds.reduce((sum, of) => sum + (eventScores(drawn.map((i) => of[i])).eventF1 ?? 0) / seeds.length, 0);
  const { incidents } = options;
  if (incidents) membersOf(where, incidents, first.length);
  const difference = (drawn: readonly number[]) => f1(counts, drawn) - f1(others, drawn);
  const channels = first.map((_, i) => `${i}`);
  const found = [channels, ...(incidents ? [incidents] : [])].map((groups) => jackknifeInterval(difference, groups));
  return intervalOf(difference(first.map((_, i) => i)), found, incidents);
}

/** Takes the widest interval; none where there are too few channels or incidents. */
function intervalOf(difference: number, found: readonly GroupedInterval[], incidents?: readonly string[]): Interval {
  const unit = incidents ? 'incident' : 'channel';
  if (isTooFew(found[0].groups, incidents)) return { difference, unit };
  const { low, high } = found.reduce((a, b) => (b.high - b.low > a.high - a.low ? b : a));
  return { difference, interval: { low, high }, unit };
}

/** Lists the channels of each incident. */
function membersOf(where: string, incidents: readonly string[], channels: number): number[][] {
  if (incidents.length !== channels) {
    throw new Error(`${where}: expected an incident for each of ${channels} channels; found ${incidents.length}.`);
  }
  const members = new Map<string, number[]>();
  incidents.forEach((incident, i) => members.set(incident, [...(members.get(incident) ?? []), i]));
  return [...members.values()];
}

/** Differences that are no larger are rounding errors. */
const LEVEL = 1e-9;

function countSigns(differences: readonly number[]): Counts {
  const count = (is: (difference: number) => boolean) => differences.filter(is).length;
  const [wins, ties] = [count((each) => each > LEVEL), count((each) => Math.abs(each) <= LEVEL)];
  return { wins, ties, losses: differences.length - wins - ties };
}

function requirePairs(where: string, figures: readonly unknown[], others: readonly unknown[]): void {
  if (figures.length > 0 && figures.length === others.length) return;
  const found = `${figures.length} and ${others.length}`;
  throw new Error(`${where}: expected figures of the same channels, at least one; found ${found}.`);
}
