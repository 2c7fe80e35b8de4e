/** Rows that look at the place in the test series alone: what every table of telemetry carries. */
import { positionPrior } from '../data/index';
import type { TelemetrySource } from './sources/index';
import type { SuiteRow } from './suite';

const about = { kind: 'trivial', use: 'streaming' } as const;

/** Later is more anomalous. With the 70th percentile it calls the last 30 % of a test series anomalous. */
export const timeIndexRow: SuiteRow = { label: 'time-index', detector: 'time-index', about };

/** Percentile of the training series' places. On the telemetry any from 55 to 65 gives about the same F1. */
const LATER = 60;

/**
 * Makes the rows that know nothing of the values: the time index; a fixed cut by it; and the *position prior*, the share
 * of all other channels that are anomalous at a place. The prior reads labels, but none of the channel that it scores.
 */
export function placeRows({ root, channels }: TelemetrySource): SuiteRow[] {
  const threshold = { kind: 'percentile', percentile: LATER, of: 'training' } as const;
  const cut: SuiteRow = { ...timeIndexRow, label: `everything after the first ${LATER} %`, protocol: { threshold } };
  const priors = channels.map((channel) => [channel, positionPrior(root, [channel])] as const);
  if (priors.some(([, prior]) => prior === undefined)) return [timeIndexRow, cut];
  const configOf = Object.fromEntries(priors.map(([channel, prior]) => [channel, { prior: prior! }]));
  const ofOthers: SuiteRow = {
    label: 'position prior',
    detector: 'time-index',
    configOf,
    about: { ...about, use: 'offline' },
  };
  return [timeIndexRow, cut, ofOthers];
}
