/** How much of a channel's test series report 3's clip at five deviations cuts flat. */
import { dropMissing } from './cleaning';
import { preprocess } from './preprocess';
import { zScore } from './scaling';
import { column, type Series } from './series';
import { loadChannel } from './smap-msl';

/** Training deviations at which report 3 clips. */
const LIMIT = 5;

/** A channel with the share of its test steps that the clip changes. */
export interface ClippedShare {
  readonly channel: string;
  readonly clipped: number;
}

/**
 * Computes the share of test steps whose value of a feature lies beyond five deviations of the training series, so that
 * clipping there changes it: 1 where the clip makes a constant of the whole test series.
 *
 * @param feature  Default the first, which is the telemetry.
 * @throws {DataError} If the series do not fit together.
 */
export function clippedShare({ train, test }: { readonly train: Series; readonly test: Series }, feature = 0): number {
  const scaled = preprocess([dropMissing(), zScore()]).fit(train).transform(test);
  const values = column(scaled, feature);
  return values.filter((value) => Math.abs(value) > LIMIT).length / values.length;
}

/**
 * Lists the share that is clipped of each channel's telemetry, the largest first; of equal ones in the given order.
 *
 * @throws {DataError} If a channel is unknown or its files are bad.
 */
export function clippedShares(root: string, channels: readonly string[]): ClippedShare[] {
  return channels
    .map((channel) => ({ channel, clipped: clippedShare(loadChannel(root, channel)) }))
    .sort((a, b) => b.clipped - a.clipped);
}
