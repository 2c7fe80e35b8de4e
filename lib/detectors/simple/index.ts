/**
 * The strongest simple detectors of the field, each in a short file with its source. They score one feature at a time.
 *
 * @module
 */
import type { Facts } from '../facts';
import { dwtMlead } from './dwt-mlead';
import { kShapeDistance } from './k-shape';
import { linearAutoregression } from './linear-autoregression';
import { matrixProfile } from './matrix-profile';
import { movingVariance } from './moving-variance';
import { naiveEnsemble } from './naive-ensemble';
import { norm } from './norm';
import { poly } from './poly';
import { spectralResidual } from './spectral-residual';
import { squaredDifference } from './squared-difference';
import { subPca } from './sub-pca';

const alone = {
  'sub-pca': subPca,
  'dwt-mlead': dwtMlead,
  poly,
  'moving-variance': movingVariance,
  'matrix-profile': matrixProfile,
  'linear-autoregression': linearAutoregression,
  'k-shape': kShapeDistance,
  'squared-difference': squaredDifference,
  norm,
  'spectral-residual': spectralResidual,
} satisfies Readonly<Record<string, Facts>>;

/** All of them by name, as the catalogue takes them. */
export const simpleDetectors: Readonly<Record<string, Facts>> = {
  ...alone,
  'naive-ensemble': naiveEnsemble(Object.values(alone)),
};
