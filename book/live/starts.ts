/** How the controls of the live pages stand at first. The pages' texts say what is seen there. */
import type { AdjustmentState } from './point-adjustment';

export const adjustmentStart: AdjustmentState = { k: 100, share: 5 };

/** Row and channel are named, the rest is as in `ThresholdState`. */
export const thresholdStart = { channel: 'C-2', row: 'multi-scale ensemble', percentile: 95, window: 1 } as const;

export const volumeStart = { channel: 'C-1', window: 0 } as const;

/** The windows of which the curves are drawn. */
export const volumeWindows: readonly number[] = [0, 20, 50, 100, 200, 350, 500];
