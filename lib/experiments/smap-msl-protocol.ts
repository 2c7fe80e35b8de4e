/**
 * The SMAP/MSL report's protocol, from series to windows: drop NaN, z-score from the training split, clip at 5 sigma,
 * windows of 10 with stride 5, 80/20 train and validation. Any series can be put through it.
 */
import {
  loadChannel,
  normalWindows,
  selectWindows,
  slidingWindows,
  smapMslPreprocess,
  trainValidationSplit,
  type Channel,
  type Series,
  type Windows,
} from '../data/index';
import type { SourceSeries } from './source';

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

/** The report gives its transformer longer windows than its LSTM models. */
export function protocolFor(model: string): SmapMslProtocol {
  return model === 'anomaly-transformer' ? { ...smapMslProtocol, windowSize: 200, stride: 50 } : smapMslProtocol;
}

export interface PrepareOptions {
  readonly protocol?: SmapMslProtocol;
  /** Decides which training windows are held out for validation. */
  readonly seed: number;
}

export interface PreparedSeries {
  /** The series after cleaning and scaling. */
  readonly train: Series;
  readonly test: Series;
  readonly windows: { readonly train: Windows; readonly validation: Windows; readonly test: Windows };
  /** What was found and mended on the way, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Cleans, scales and cuts a pair of series.
 *
 * @throws DataError if the two do not fit together or are too short for a window.
 */
export function prepareSeries(
  source: SourceSeries,
  { protocol = smapMslProtocol, seed }: PrepareOptions,
): PreparedSeries {
  const fitted = smapMslPreprocess().fit(source.train);
  const [train, test] = [fitted.transform(source.train), fitted.transform(source.test)];
  const allWindows = slidingWindows(train, protocol);
  const trainWindows = normalWindows(allWindows);
  const anomalous = allWindows.count - trainWindows.count;
  const split = trainValidationSplit(trainWindows.count, { ...protocol, seed });
  return {
    train,
    test,
    windows: {
      train: selectWindows(trainWindows, split.train),
      validation: selectWindows(trainWindows, split.validation),
      test: slidingWindows(test, protocol),
    },
    warnings: [
      ...source.warnings,
      ...dropped(source.train, train),
      ...dropped(source.test, test),
      ...(anomalous > 0 ? [`${train.name}: ${anomalous} windows labelled anomalous are not trained on`] : []),
    ],
  };
}

/**
 * Loads a channel of the telemetry and prepares it.
 *
 * @throws DataError if the channel is unknown or its files are bad.
 */
export function prepareChannel(
  root: string,
  name: string,
  options: PrepareOptions,
): PreparedSeries & { readonly channel: Channel } {
  const channel = loadChannel(root, name);
  return { channel, ...prepareSeries(channel, options) };
}

function dropped(before: Series, after: Series): string[] {
  const steps = before.length - after.length;
  return steps > 0
    ? [`${before.name}: ${steps} time steps with missing values dropped; windows run on over the gaps`]
    : [];
}
