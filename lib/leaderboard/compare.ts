/** One row against another, channel by channel. */
import { bootstrap } from '../metrics/index';

export interface PairedDifference {
  /** Mean over the channels of one row's figure less the other's. */
  readonly difference: number;
  /** 95% percentile interval, channels drawn with replacement. */
  readonly low: number;
  readonly high: number;
  /** Channels on which the first is higher, level, lower. */
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
}

/**
 * Compares paired figures by a bootstrap over channels: what is claimed is claimed for channels like these, not for these
 * alone.
 *
 * @param figures  One per channel.
 * @param others   Of the same channels in the same order.
 * @throws         If there is no channel, or their numbers differ.
 */
export function pairedDifference(figures: readonly number[], others: readonly number[], seed = 0): PairedDifference {
  if (figures.length === 0 || figures.length !== others.length) {
    const found = `${figures.length} and ${others.length}`;
    throw new Error(`pairedDifference: expected figures of the same channels, at least one; found ${found}.`);
  }
  const differences = figures.map((figure, i) => figure - others[i]!);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value / values.length, 0);
  const nothing = new Uint8Array(differences.length);
  const { estimate, low, high } = bootstrap(mean, differences, nothing, { seed, resamples: 10_000 });
  const count = (is: (difference: number) => boolean) => differences.filter(is).length;
  const [wins, ties] = [count((each) => each > 1e-9), count((each) => Math.abs(each) <= 1e-9)];
  return { difference: estimate, low, high, wins, ties, losses: differences.length - wins - ties };
}

/** Each channel's figure, averaged over the seeds. */
export function channelMeans<C extends { readonly channel: string }>(
  { seeds }: { readonly seeds: readonly { readonly channels: readonly C[] }[] },
  figure: (channel: C) => number,
): Map<string, number> {
  const means = new Map<string, number>();
  for (const { channels } of seeds) {
    for (const channel of channels) {
      means.set(channel.channel, (means.get(channel.channel) ?? 0) + figure(channel) / seeds.length);
    }
  }
  return means;
}
