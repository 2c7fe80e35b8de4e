/** What point adjustment makes of each detector: its F1 by the share k that a segment needs, and where random scores pass. */
import { mean, quantile } from '../../lib/base/statistics';
import { pointAdjustedF1 } from '../../lib/metrics/point-adjust';
import type { LiveChannel, RowKind } from './channel-scores';

export interface AdjustmentState {
  /** Percent of a segment that must be predicted before all of it counts: 0 is plain point adjustment, 100 none. */
  readonly k: number;
  /** Percent of each test series that is called anomalous: the highest scores. */
  readonly share: number;
}

export interface AdjustedRow {
  readonly label: string;
  readonly kind: RowKind;
  /** Mean over draws of the mean over channels. */
  readonly f1: number;
  /** The same of the draw with the lowest and the highest. */
  readonly lowest: number;
  readonly highest: number;
}

/** Calls the highest scores anomalous. A score that equals the threshold is not, so ties may call fewer. */
export function callHighest(scores: Float64Array, share: number): Uint8Array {
  const threshold = quantile(scores.slice().sort(), 1 - share / 100);
  return Uint8Array.from(scores, (score) => Number(score > threshold));
}

/** Computes the adjusted F1 of each row, averaged over channels that have the same rows. */
export function adjustedRows(channels: readonly LiveChannel[], { k, share }: AdjustmentState): AdjustedRow[] {
  return channels[0].rows.map(({ label, kind, draws }, row) => {
    const ofDraws = draws.map((_, draw) =>
      mean(channels.map(({ rows, labels }) => pointAdjustedF1(callHighest(rows[row].draws[draw], share), labels, k))),
    );
    return { label, kind, f1: mean(ofDraws), lowest: Math.min(...ofDraws), highest: Math.max(...ofDraws) };
  });
}

/** Finds the networks that random scores beat by their mean. */
export function passedNetworks(rows: readonly AdjustedRow[]): string[] {
  const random = rows.find(({ kind }) => kind === 'random')?.f1 ?? -Infinity;
  return rows.filter(({ kind, f1 }) => kind === 'network' && f1 < random).map(({ label }) => label);
}

/**
 * Finds the k at which random scores pass the networks: the largest, in whole percent, at which they beat all networks, as
 * they do at every smaller one. Undefined if they do not even by plain point adjustment.
 */
export function crossing(channels: readonly LiveChannel[], share: number): number | undefined {
  const networks = channels[0].rows.filter(({ kind }) => kind === 'network').length;
  const pass = (k: number) => passedNetworks(adjustedRows(channels, { k, share })).length === networks;
  let k = -1;
  while (k < 100 && pass(k + 1)) k++;
  return k < 0 ? undefined : k;
}
