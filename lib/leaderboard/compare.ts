/** One row against another, channel by channel and incident by incident. */
import { mean } from '../base/index';
import { eventScores, type EventCounts } from '../experiments/index';
import { bootstrap } from '../metrics/index';

export interface Interval {
  /** One row's figure less the other's. */
  readonly difference: number;
  /** 95% percentile interval, channels or incidents drawn with replacement, whichever gives the wider one. */
  readonly low: number;
  readonly high: number;
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
  /** Default 0. */
  readonly seed?: number;
  /** The incident of each channel, in their order; see `groupIncidents`. Default: not known, channels alone are drawn. */
  readonly incidents?: readonly string[];
}

const RESAMPLES = 2000;

/**
 * Compares paired figures by a bootstrap over channels: what is claimed is claimed for channels like these, not for these
 * alone. Channels of one incident tell much the same, so that incidents are drawn too, each with all its channels; the
 * wider interval counts.
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
  return {
    ...widerInterval((drawn) => mean(drawn.map((i) => differences[i])), figures.length, { ...options, groups }),
    ...countSigns(differences),
    ...(groups && { incidents: countSigns(groups.map((group) => mean(group.map((i) => differences[i])))) }),
  };
}

/**
 * Compares the F1 of events, which is not a mean over channels: the counts of a seed are added before it is taken, and then
 * it is averaged over seeds.
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
    seeds.reduce((sum, of) => sum + eventScores(drawn.map((i) => of[i])).eventF1 / seeds.length, 0);
  const { incidents } = options;
  return widerInterval((drawn) => f1(counts, drawn) - f1(others, drawn), first.length, {
    ...options,
    groups: incidents && membersOf(where, incidents, first.length),
  });
}

/** Computes the figure of all channels with the wider of its intervals: over channels, over groups of them. */
function widerInterval(
  figure: (channels: readonly number[]) => number,
  count: number,
  { seed = 0, groups }: Pick<ComparisonOptions, 'seed'> & { readonly groups?: readonly (readonly number[])[] },
): Interval {
  const draw = (units: readonly (readonly number[])[]) =>
    bootstrap(
      (drawn) => figure(Array.from(drawn, (unit) => units[unit]).flat()),
      units.map((_, i) => i),
      new Uint8Array(units.length),
      { seed, resamples: RESAMPLES },
    );
  const ofChannels = draw(Array.from({ length: count }, (_, i) => [i]));
  const ofGroups = groups ? draw(groups) : ofChannels;
  const width = ({ low, high }: typeof ofChannels) => high - low;
  const { low, high } = width(ofGroups) > width(ofChannels) ? ofGroups : ofChannels;
  return { difference: ofChannels.estimate, low, high };
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
