/** Averages of simple scores over the steps around. */
import { oneOf, positiveSize } from '../../base/index';
import type { ScorePair } from '../../scoring/index';
import { smoothPair } from '../smooth-pair';

/** Settings that several simple detectors share. */
export interface Context {
  /** Steps that the scores are averaged over; of a short series a quarter. Default 100. */
  readonly context: number;
  /** `centred` (the default) averages around a step and is offline; `causal` averages up to it and may run on a stream. */
  readonly alignment: 'centred' | 'causal';
}

export const defaultContext: Context = { context: 100, alignment: 'centred' };

export const contextChecks = { context: positiveSize, alignment: oneOf('centred', 'causal') };

/** Averages the scores of both series over their context. */
export const overContext = (scores: ScorePair, { context, alignment }: Context): ScorePair =>
  smoothPair(scores, context, alignment);
