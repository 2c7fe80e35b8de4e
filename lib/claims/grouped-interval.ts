/** The interval of a mean over channels of which some are one incident. */
import { mean } from '../base/index';
import { studentT } from '../tables/seed-interval';
import type { Incidents } from '../data/index';

/**
 * Computes the 95 % interval of the mean over channels. Channels of one incident deviate from the mean together, so their
 * deviations are added up before they are squared; without incidents this is Student's interval over channels. Incidents
 * are few (seven on report 3's channels), so it is Student's with one degree of freedom less than there are incidents: a
 * bootstrap of seven draws is too narrow.
 *
 * @param values     One a channel.
 * @param incidents  Default: each channel is one by itself.
 * @see Cameron & Miller 2015, "A practitioner's guide to cluster-robust inference", Journal of Human Resources 50.
 */
export function groupedInterval(
  channels: readonly string[],
  values: readonly number[],
  incidents: Incidents = new Map(),
): { low: number; high: number; groups: number } {
  const middle = mean(values);
  const sums = new Map<string, number>();
  for (const [i, channel] of channels.entries()) {
    const incident = incidents.get(channel) ?? channel;
    sums.set(incident, (sums.get(incident) ?? 0) + values[i] - middle);
  }
  const groups = sums.size;
  if (groups < 2) return { low: middle, high: middle, groups };
  const squares = [...sums.values()].reduce((sum, each) => sum + each ** 2, 0);
  const reach = (studentT(groups - 1) * Math.sqrt((groups / (groups - 1)) * squares)) / channels.length;
  return { low: middle - reach, high: middle + reach, groups };
}
