/** Detectors without a network, against which the deep ones are judged. */
export type { WindowValues } from './fitted-baseline';
export { AllAnomalous } from './all-anomalous';
export { ConstantReconstruction } from './constant-reconstruction';
export { defaultIsolationForestConfig, IsolationForest, type IsolationForestConfig } from './isolation-forest';
export { defaultKMeansConfig, KMeansDistance, type KMeansConfig } from './k-means';
export { defaultMovingAverageConfig, MovingAverageResidual, type MovingAverageConfig } from './moving-average';
export { NearestNeighbour, nearestNeighbourScores } from './nearest-neighbour';
export { defaultPcaConfig, PcaReconstruction, type PcaConfig } from './pca';
export { defaultRandomBaselineConfig, RandomBaseline, type RandomBaselineConfig } from './random';
export { RangeDistance } from './range-distance';
