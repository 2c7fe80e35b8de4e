/** The saved state of SPOT, and the check of one that is read. */
import { shown } from '../base/index';
import type { GeneralizedPareto, TailFit } from './generalized-pareto';
import { checkedValues, requireFinite, requireWholeNumber } from './inputs';
import { ScoringError } from './scoring-error';

/** A fitted `Spot` as JSON. */
export interface SpotState {
  readonly kind: 'spot';
  readonly version: 1;
  /** The options; `maxPeaks` is null for Infinity, which JSON lacks. */
  readonly settings: { q: number; level: number; driftWindow: number; maxPeaks: number | null; tailFit: TailFit };
  readonly initialThreshold: number;
  /** The threshold above the local mean. */
  readonly quantile: number;
  readonly tail: GeneralizedPareto;
  readonly observationCount: number;
  readonly exceedanceCount: number;
  /** The excesses over the initial threshold that are kept. */
  readonly peaks: number[];
  /** The latest driftWindow normal values, oldest first. */
  readonly recent: number[];
}

const WHERE = 'Spot.fromJSON';

/**
 * Checks parsed JSON field by field; the constructor of `Spot` checks the settings' ranges.
 *
 * @throws {ScoringError} Naming the field that is missing or malformed.
 */
export function checkedSpotState(state: unknown): SpotState {
  const fields = record('state', state);
  if (fields.kind !== 'spot' || fields.version !== 1) {
    const found = `kind ${shown(fields.kind)} and version ${shown(fields.version)}`;
    throw new ScoringError(WHERE, `expected a state of kind "spot" and version 1, found ${found}.`);
  }
  const tail = record('tail', fields.tail);
  requireFinite(WHERE, ['tail.shape', tail.shape]);
  requireFinite(WHERE, ['tail.scale', tail.scale]);
  requireFinite(WHERE, ['initialThreshold', fields.initialThreshold]);
  requireFinite(WHERE, ['quantile', fields.quantile]);
  requireWholeNumber(WHERE, ['observationCount', fields.observationCount], 1);
  requireWholeNumber(WHERE, ['exceedanceCount', fields.exceedanceCount], 1);
  const peaks = checkedValues(WHERE, 'peaks', fields.peaks as number[]);
  const below = peaks.findIndex((peak) => peak <= 0);
  if (below >= 0) throw new ScoringError(WHERE, `peaks[${below}] is ${peaks[below]}; expected a positive number.`);
  requireConsistentCounts(fields as unknown as SpotState);
  const recent = fields.recent;
  if (!Array.isArray(recent)) throw new ScoringError(WHERE, `recent must be an array, found ${shown(recent)}.`);
  if (recent.length > 0) checkedValues(WHERE, 'recent', recent as number[]);
  record('settings', fields.settings);
  return fields as unknown as SpotState;
}

function requireConsistentCounts({ peaks, exceedanceCount, observationCount }: SpotState): void {
  if (peaks.length > exceedanceCount) {
    const detail = `peaks must hold no more than exceedanceCount = ${exceedanceCount} numbers, found ${peaks.length}.`;
    throw new ScoringError(WHERE, detail);
  }
  if (exceedanceCount >= observationCount) {
    const found = `${exceedanceCount} and ${observationCount}`;
    throw new ScoringError(WHERE, `exceedanceCount must be below observationCount, found ${found}.`);
  }
}

function record(name: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ScoringError(WHERE, `${name} must be an object, found ${shown(value)}.`);
}
