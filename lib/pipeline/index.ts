/**
 * The pipeline from a series to anomalous segments: fit, predict, explain, save, export, update, check for drift.
 *
 * @module
 */
export { AnomalyPipeline, type Prediction } from './anomaly-pipeline';
export type { Explanation, FeatureShare } from './explain';
export type { PipelineFitOptions } from './fit-parts';
export { alignFeatures } from './align-features';
export { defaultDetector } from './default-detector';
export { missingInTraining, missingValues } from './missing-values';
export { PipelineError } from './pipeline-error';
export type { PipelineParts, TrainingReference } from './pipeline-parts';
export { requirePipelinePlace } from './pipeline-place';
export { recommendModel, type DataDescription, type Recommendation } from './recommend-model';
export { scoreFolder, type ScoredFile } from './score-folder';
export { isTimeRecognised, readingOf, type PipelineOptions, type PipelineSettings } from './pipeline-settings';
export type { PipelineStream, StreamScore } from './pipeline-stream';
export {
  ExportError,
  exportPipeline,
  type ExportFormat,
  exportOnnx,
  openOnnx,
  type OnnxScorer,
  exportParity,
  type Parity,
  type ParityRow,
  exportSavedModel,
  scoringTimes,
  type ScoringTime,
  type ScoringTimes,
} from './export/index';
export {
  kolmogorovSmirnov,
  type KolmogorovSmirnov,
  measureDrift,
  type Drift,
  type DriftOptions,
  type DriftCheck,
  populationStability,
  decideRetraining,
  type Operation,
  type RetrainingDecision,
  type RetrainingPolicy,
} from './drift/index';
export {
  compareCandidate,
  type Comparison,
  type HoldoutMeasures,
  type PromotionRule,
  compareFederated,
  type FederatedComparison,
  readWeights,
  writeWeights,
  type Weights,
  averageWeights,
  federatedAveraging,
  localSite,
  type LocalTraining,
  type Site,
  fineTune,
  measureForgetting,
  type FineTuneOptions,
  type Forgetting,
  PipelineVersions,
} from './updating/index';
