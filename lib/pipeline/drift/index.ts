export { kolmogorovSmirnov, type KolmogorovSmirnov } from './kolmogorov-smirnov';
export { measureDrift, type Drift, type DriftOptions, type DriftReport } from './measure-drift';
export { populationStability } from './population-stability';
export { decideRetraining } from './retraining-policy';
export type { Operation, RetrainingDecision, RetrainingPolicy } from './retraining-policy';
