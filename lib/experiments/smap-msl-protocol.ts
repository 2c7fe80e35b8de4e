/**
 * The SMAP/MSL report's protocol, from a channel on disk to windows: drop NaN, z-score from the training split, clip at
 * 5 sigma, windows of 10 with stride 5, 80/20 train and validation.
 */
import {
  loadChannel,
  selectWindows,
  slidingWindows,
  smapMslPreprocess,
  trainValidationSplit,
  type Channel,
  type Series,
  type Windows,
} from '../data/index';

export interface SmapMslProtocol {
  readonly windowSize: number;
  readonly stride: number;
  readonly validationFraction: number;
  /** The threshold is this percentile of the training windows' scores. */
  readonly thresholdPercentile: number;
}

export const smapMslProtocol: SmapMslProtocol = {
  windowSize: 10,
  stride: 5,
  validationFraction: 0.2,
  thresholdPercentile: 70,
};

export interface PreparedChannel {
  readonly channel: Channel;
  /** The series after cleaning and scaling. */
  readonly train: Series;
  readonly test: Series;
  readonly windows: { readonly train: Windows; readonly validation: Windows; readonly test: Windows };
  /** What was found and mended on the way, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Loads a channel and makes windows of it.
 *
 * @param seed  Decides which training windows are held out for validation.
 * @throws      DataError if the channel is unknown, its files are bad, or it has no labels to be measured against.
 */
export function prepareChannel(
  root: string,
  name: string,
  { protocol = smapMslProtocol, seed }: { protocol?: SmapMslProtocol; seed: number },
): PreparedChannel {
  const channel = loadChannel(root, name);
  const fitted = smapMslPreprocess().fit(channel.train);
  const [train, test] = [fitted.apply(channel.train), fitted.apply(channel.test)];
  const trainWindows = slidingWindows(train.series, protocol);
  const split = trainValidationSplit(trainWindows.count, { ...protocol, seed });
  const dropped = (before: Series, after: Series) =>
    after.length < before.length
      ? [`${before.name}: ${before.length - after.length} time steps with missing values dropped`]
      : [];
  return {
    channel,
    train: train.series,
    test: test.series,
    windows: {
      train: selectWindows(trainWindows, split.train),
      validation: selectWindows(trainWindows, split.validation),
      test: slidingWindows(test.series, protocol),
    },
    warnings: [...channel.warnings, ...dropped(channel.train, train.series), ...dropped(channel.test, test.series)],
  };
}
