/** Rows that look at the place in the test series alone: what every table of telemetry carries. */
import { positionPriors } from '../data/index';
import type { Source, TelemetrySource } from './sources/index';
import type { SuiteRow } from './suite';

/** The place of a step, and a threshold on it, need the length of the test series. */
const about = { kind: 'trivial', use: 'offline' } as const;

/** Later is more anomalous. With the 70th percentile it calls the last 30 % of a test series anomalous. */
export const timeIndexRow: SuiteRow = { label: 'time-index', detector: 'time-index', about };

/** Percentile of the training series' places. On the telemetry any from 55 to 65 gives about the same F1. */
const LATER = 60;

/**
 * Makes the rows that know nothing of the values: the time index; a fixed cut by it; and, on telemetry, the *position prior*,
 * the share of all channels of other incidents that are anomalous at a place. The prior reads labels, but none of the channel
 * that it scores, nor of any that shows the same incident. Images and samples have no place in time, and no such row.
 */
export function placeRows(source: Source): SuiteRow[] {
  if (source.kind !== 'smap-msl' && source.kind !== 'files') return [];
  const threshold = { kind: 'percentile', percentile: LATER, of: 'training' } as const;
  const cut: SuiteRow = { ...timeIndexRow, label: `everything after the first ${LATER} %`, protocol: { threshold } };
  return [timeIndexRow, cut, ...(source.kind === 'smap-msl' ? positionPriorRow(source) : [])];
}

/** Puts the rows that know the place alone where the time index stands among others. */
export function withPlaceRows(rows: readonly SuiteRow[], source: Source): SuiteRow[] {
  return rows.flatMap((row) => (row.label === timeIndexRow.label ? placeRows(source) : [row]));
}

/** Makes the row of the position prior, unless a channel has none: where there is no other incident. */
function positionPriorRow({ root, channels }: TelemetrySource): SuiteRow[] {
  const priors = positionPriors(root);
  if (!channels.every((channel) => priors.has(channel))) return [];
  const configOf = Object.fromEntries(channels.map((channel) => [channel, { prior: [...priors.get(channel)!] }]));
  return [{ label: 'position prior', detector: 'time-index', configOf, about }];
}
