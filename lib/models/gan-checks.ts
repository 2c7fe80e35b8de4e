/** What the settings of the adversarial detectors may be. */
import { fromZero, oneOf, positiveSize } from '../base/index';
import { layerSizes, type ConfigChecks } from './config-checks';
import type { GanConfig } from './gan-detector';

export const ganChecks: ConfigChecks<GanConfig> = {
  networks: oneOf('dense', 'convolutional'),
  hiddenUnits: layerSizes,
  latentDim: positiveSize,
  outputActivation: oneOf('linear', 'sigmoid', 'tanh'),
  learningRate: fromZero,
};
