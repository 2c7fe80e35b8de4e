/** A pair of series as every entry sees it: cleaned, clipped and scaled as in the SMAP/MSL report. */
import { createHash } from 'node:crypto';
import { listChannels, loadChannel, smapMslPreprocess, type Series, type Spacecraft } from '../data/index';
import type { EntryInput } from './entry';
import { reportLabels, reportWindows } from './report-windows';

export interface ScaledChannel {
  readonly channel: string;
  /** Absent for series that are no telemetry. */
  readonly spacecraft?: Spacecraft;
  readonly train: Series;
  /** With labels. */
  readonly test: Series;
  readonly targets: EntryInput['targets'];
}

/** The channels of a folder that have an anomaly. */
export function labelledChannels(root: string): string[] {
  return listChannels(root).flatMap(({ channel, labelled, segments }) =>
    labelled && segments.length > 0 ? [channel] : [],
  );
}

/** @throws {DataError} If the channel is unknown or its files are bad. */
export function loadScaled(root: string, name: string): ScaledChannel {
  const { train, test, spacecraft } = loadChannel(root, name);
  const fitted = smapMslPreprocess().fit(train);
  return { channel: name, spacecraft, train: fitted.transform(train), test: fitted.transform(test), targets: 'first' };
}

/** Three of the report's windows. */
const SHORTEST = 2 * reportWindows.windowSize;

/**
 * Refuses a pair of series on which the protocols cannot be measured.
 *
 * @throws If a series is too short, or the test series' steps or windows are all of one class; the message names it.
 */
export function requireMeasurable({ channel, train, test }: ScaledChannel): void {
  for (const [part, { length }] of [
    ['training', train],
    ['test', test],
  ] as const) {
    if (length < SHORTEST) {
      throw new Error(`${channel}: the ${part} series has ${length} time steps; expected at least ${SHORTEST}.`);
    }
  }
  const { labels = new Uint8Array(test.length) } = test;
  for (const [what, each] of [
    ['time steps', labels],
    ['windows of 10', reportLabels({ ...test, labels })],
  ] as const) {
    if (each.includes(0) && each.includes(1)) continue;
    const found = each.includes(1) ? 'anomalous' : 'normal';
    throw new Error(`${channel}: all ${each.length} ${what} of the test series are ${found}; expected both classes.`);
  }
}

/** A number for what the series hold, so that results of other data of the same name are told apart. */
export function fingerprintOf({ train, test, targets }: ScaledChannel): string {
  const hash = createHash('sha256').update(targets);
  for (const { values, labels } of [train, test]) hash.update(bytesOf(values)).update(bytesOf(labels));
  return hash.digest('hex').slice(0, 16);
}

const bytesOf = (values?: Float64Array | Float32Array | Uint8Array) =>
  values ? new Uint8Array(values.buffer, values.byteOffset, values.byteLength) : new Uint8Array();
