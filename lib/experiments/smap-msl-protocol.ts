/** The SMAP/MSL report's protocol: windows of 10 with stride 5, 80/20 train and validation, the 70th percentile. */
import { loadChannel, type Channel } from '../data/index';
import { prepareSeries, type PreparedSeries } from './prepare';
import type { Protocol } from './protocol';

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

/** The same for a unit of work, whose threshold may be set by other rules too. */
export function unitProtocol({ thresholdPercentile, ...windows }: SmapMslProtocol): Protocol {
  return { ...windows, threshold: { kind: 'percentile', percentile: thresholdPercentile, of: 'training' } };
}

/**
 * Loads a channel of the telemetry and prepares it.
 *
 * @throws {DataError} If the channel is unknown or its files are bad.
 */
export function prepareChannel(
  root: string,
  name: string,
  { protocol = smapMslProtocol, seed }: { protocol?: SmapMslProtocol; seed: number },
): PreparedSeries & { readonly channel: Channel } {
  const channel = loadChannel(root, name);
  return { channel, ...prepareSeries(channel, { protocol, seed }) };
}
