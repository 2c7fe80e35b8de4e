/** One small untrained detector of each kind, and windows for it. */
import { Random } from '../../../lib/base';
import type { Windows } from '../../../lib/data';
import { paperAnomalyTransformerConfig, type Detector, type FittedDetector } from '../../../lib/models';
import * as baselines from '../../../lib/models/baselines';
import { detectorClasses, type DetectorName } from '../../../lib/models/catalogue';
import { makeDetector } from '../../../lib/models/make-detector';

export const shape = { windowSize: 6, features: 3 };

/** What makes the large ones small, and gives a forecaster as much history as it needs. */
const small: Record<string, object> = {
  'anomaly-transformer': { modelDim: 8, heads: 2, layers: 2, feedForwardDim: 8 },
  anogan: { hiddenUnits: [8], searchSteps: 2 },
  'convolutional-autoencoder': { channels: [4, 8] },
  'convolutional-forecaster': { windowSize: 13, horizon: 2, filters: 4, hiddenUnits: 8 },
  egbad: { hiddenUnits: [8] },
  'f-anogan': { hiddenUnits: [8] },
  'lstm-attention': { hiddenUnits: 8, bottleneckUnits: 4 },
  'lstm-forecaster': { horizon: 2, hiddenUnits: 8 },
  'lstm-vae': { hiddenUnits: 8, latentDim: 4 },
};

export const detectorNames = Object.keys(detectorClasses) as DetectorName[];

export function smallDetector(name: DetectorName, config: object = {}): Detector {
  return fitted(makeDetector(name, { ...shape, ...small[name], ...config }));
}

/** Every detector without a network, fitted. */
export const fittedBaselines = (): Detector[] =>
  Object.values(baselines).flatMap((Baseline) => {
    if (typeof Baseline !== 'function' || !('anomalyScore' in (Baseline.prototype as object))) return [];
    return [fitted(new (Baseline as new (config: object) => Detector)(shape))];
  });

/** What learns in one look has seen normal windows; the others are as they begin. */
function fitted(detector: Detector): Detector {
  if ('fitTo' in detector) (detector as FittedDetector).fitTo(randomWindows(40));
  return detector;
}

/** The transformer with the paper's embedding, norm and score, whose operations are others. */
export const paperTransformer = (): Detector =>
  smallDetector('anomaly-transformer', { ...paperAnomalyTransformerConfig, ...small['anomaly-transformer'] });

/** Standard normal values. */
export function randomWindows(count: number, { windowSize, features } = shape): Windows {
  const random = new Random(0).fork('random windows');
  const values = Float32Array.from({ length: count * windowSize * features }, () => random.normal());
  return {
    values,
    count,
    windowSize,
    features,
    stride: 1,
    labels: new Uint8Array(count),
    starts: new Int32Array(count),
  };
}
