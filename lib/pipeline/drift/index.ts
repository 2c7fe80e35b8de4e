/** Drift: whether new data still resemble the training data, and when to retrain. */
export { kolmogorovSmirnov, type KolmogorovSmirnov } from './kolmogorov-smirnov';
export { measureDrift, type Drift, type DriftOptions, type DriftCheck } from './measure-drift';
export { populationStability } from './population-stability';
export { decideRetraining } from './retraining-policy';
export type { Operation, RetrainingDecision, RetrainingPolicy } from './retraining-policy';
