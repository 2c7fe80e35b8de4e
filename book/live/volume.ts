/** The volume under the surface by its widest window, beside the areas that have no window. */
import { mean } from '../../lib/base/statistics';
import { averagePrecision } from '../../lib/metrics/precision-recall';
import { rocAuc } from '../../lib/metrics/roc';
import { vus } from '../../lib/metrics/vus';
import type { LiveChannel, RowKind, ScoredRow } from './channel-scores';

export interface VolumeRow {
  readonly label: string;
  readonly kind: RowKind;
  readonly vusPr: number;
  readonly vusRoc: number;
  /** Without a window. */
  readonly averagePrecision: number;
  readonly rocAuc: number;
}

/** Computes the measures of each row of a channel; of random scores, the mean over draws. */
export function volumeRows({ rows, labels }: LiveChannel, maxWindow: number): VolumeRow[] {
  return rows.map(({ label, kind, draws }) => {
    const volumes = draws.map((scores) => vus(scores, labels, { maxWindow }));
    return {
      label,
      kind,
      vusPr: mean(volumes.map(({ vusPr }) => vusPr)),
      vusRoc: mean(volumes.map(({ vusRoc }) => vusRoc)),
      averagePrecision: mean(draws.map((scores) => averagePrecision(scores, labels))),
      rocAuc: mean(draws.map((scores) => rocAuc(scores, labels))),
    };
  });
}

/** Computes VUS-PR of one row at several windows. */
export function volumeByWindow({ draws }: ScoredRow, labels: Uint8Array, windows: readonly number[]): number[] {
  return windows.map((maxWindow) => mean(draws.map((scores) => vus(scores, labels, { maxWindow }).vusPr)));
}
