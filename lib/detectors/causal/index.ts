/**
 * Detectors that score step by step and know no later one: what may run on a stream.
 *
 * @module
 */
import type { Facts } from '../facts';
import { autoregressionResiduals } from './autoregression';
import { halfSpaceTrees } from './half-space-trees';
import { randomCutForest } from './random-cut-forest';

export type { CausalForm, CausalScorer } from './causal-form';
export { causalMultiScale } from './multi-scale-scorer';

/** All of them by name, as the catalogue takes them. */
export const causalDetectors: Readonly<Record<string, Facts>> = {
  'random-cut-forest': randomCutForest,
  'half-space-trees': halfSpaceTrees,
  'autoregression-residuals': autoregressionResiduals,
};
