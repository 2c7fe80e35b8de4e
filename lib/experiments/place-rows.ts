/** Rows that look at the place in the test series alone: what every table of telemetry carries. */
import { positionPriors } from '../data/index';
import type { TelemetrySource } from './sources/index';
import type { SuiteRow } from './suite';

const about = { kind: 'trivial', use: 'streaming' } as const;

/** Later is more anomalous. With the 70th percentile it calls the last 30 % of a test series anomalous. */
export const timeIndexRow: SuiteRow = { label: 'time-index', detector: 'time-index', about };

/** Percentile of the training series' places. On the telemetry any from 55 to 65 gives about the same F1. */
const LATER = 60;

/**
 * Makes the rows that know nothing of the values: the time index; a fixed cut by it; and the *position prior*, the share
 * of all channels of other incidents that are anomalous at a place. The prior reads labels, but none of the channel that it
 * scores, nor of any that shows the same incident.
 */
export function placeRows({ root, channels }: TelemetrySource): SuiteRow[] {
  const threshold = { kind: 'percentile', percentile: LATER, of: 'training' } as const;
  const cut: SuiteRow = { ...timeIndexRow, label: `everything after the first ${LATER} %`, protocol: { threshold } };
  const priors = positionPriors(root);
  if (!channels.every((channel) => priors.has(channel))) return [timeIndexRow, cut];
  const configOf = Object.fromEntries(channels.map((channel) => [channel, { prior: [...priors.get(channel)!] }]));
  const ofOthers: SuiteRow = {
    label: 'position prior',
    detector: 'time-index',
    configOf,
    about: { ...about, use: 'offline' },
  };
  return [timeIndexRow, cut, ofOthers];
}
