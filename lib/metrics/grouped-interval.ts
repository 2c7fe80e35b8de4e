/** Intervals of figures over channels of which some are one incident, and vary together. */
import { mean, studentT, studentTails } from '../base/index';

/** A 95 % interval over groups of channels. */
export interface GroupedInterval {
  /** Both ends are the figure if there is one group. */
  readonly low: number;
  readonly high: number;
  readonly groups: number;
}

/**
 * Computes the 95 % interval of the mean over channels. Channels of one incident deviate from the mean together, so their
 * deviations are added up before they are squared; without incidents this is Student's interval over channels. Incidents
 * are few (seven on report 3's channels), so it is Student's with one degree of freedom less than there are incidents: a
 * bootstrap of seven draws is too narrow.
 *
 * @param values     One a channel.
 * @param incidents  By channel. Default: each channel is one by itself.
 * @see Cameron & Miller 2015, "A practitioner's guide to cluster-robust inference", Journal of Human Resources 50.
 */
export function groupedInterval(
  channels: readonly string[],
  values: readonly number[],
  incidents: ReadonlyMap<string, string> = new Map(),
): GroupedInterval {
  const middle = mean(values);
  const members = membersOf(channels.map((channel) => incidents.get(channel) ?? channel));
  const sums = members.map((group) => group.reduce((sum, i) => sum + values[i] - middle, 0));
  const groups = sums.length;
  if (groups < 2) return { low: middle, high: middle, groups };
  const squares = sums.reduce((sum, each) => sum + each ** 2, 0);
  const reach = (studentT(groups - 1) * Math.sqrt((groups / (groups - 1)) * squares)) / channels.length;
  return { low: middle - reach, high: middle + reach, groups };
}

/**
 * Computes the 95 % interval of a figure that is not a mean, such as a ratio of sums, by the jackknife: each group is left
 * out in turn, and the interval is Student's with one degree of freedom less than there are groups. For a mean over groups of
 * one size it is the interval of `groupedInterval`.
 *
 * @param figure  Computes the figure of some channels, given by their indices.
 * @param groups  The name of each channel's group.
 * @see MacKinnon, Nielsen & Webb 2023, "Fast and reliable jackknife and bootstrap methods for cluster-robust inference",
 *      Journal of Applied Econometrics 38 (CV3).
 */
export function jackknifeInterval(
  figure: (channels: readonly number[]) => number,
  groups: readonly string[],
): GroupedInterval {
  const all = groups.map((_, i) => i);
  const members = membersOf(groups);
  const replicates = members.map((left) => figure(all.filter((i) => !left.includes(i))));
  const { low, high } = jackknife(figure(all), replicates);
  return { low, high, groups: members.length };
}

/** A figure that was computed again with each group left out. */
export interface Jackknife {
  readonly low: number;
  readonly high: number;
  /** Probability of a figure at least as far from 0, on either side, if its true value were 0. */
  readonly tails: number;
}

/**
 * Computes the 95 % interval of a figure, and how well it differs from 0, by the jackknife; see `jackknifeInterval`.
 *
 * @param figure      Of all groups.
 * @param replicates  The figure with each group left out, at least two for an interval: of fewer, both ends are the figure.
 */
export function jackknife(figure: number, replicates: readonly number[]): Jackknife {
  const count = replicates.length;
  if (count < 2) return { low: figure, high: figure, tails: 1 };
  const squares = replicates.reduce((sum, each) => sum + (each - figure) ** 2, 0);
  const error = Math.sqrt(((count - 1) / count) * squares);
  const reach = studentT(count - 1) * error;
  const tails = figure === 0 ? 1 : studentTails(figure / error, count - 1);
  return { low: figure - reach, high: figure + reach, tails };
}

/** Lists the indices of each group. */
function membersOf(groups: readonly string[]): number[][] {
  const members = new Map<string, number[]>();
  groups.forEach((group, i) => members.set(group, [...(members.get(group) ?? []), i]));
  return [...members.values()];
}
