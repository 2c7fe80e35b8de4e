/**
 * Scores of a trained model, and all that follows from them: smoothing, thresholds, sequences, explanations.
 *
 * @module
 */
export {
  errorShares,
  faithfulness,
  nearestExample,
  occlusion,
  type Attribution,
  type Faithfulness,
  type WindowScorer,
} from './attribution';
export { contextRows, standardizeRows, type ContextOptions, type Description } from './context-rows';
export { calibrateScores, calibrations, combineScores, type Calibration } from './ensemble';
export {
  fitGeneralizedPareto,
  generalizedParetoQuantile,
  type GeneralizedPareto,
  type TailFit,
} from './generalized-pareto';
export { otsuThreshold } from './otsu';
export { PastPool, PastPoolState, pastDistances } from './past-pool';
export { joinRows, pooledDistances, type PooledDistanceOptions, type ScorePair } from './pooled-distance';
export { smoothScores, stepScores, windowScores, type ScoreContext, type StepScoreOptions } from './score-context';
export { scoreSequences, sequenceBuffer, type ScoreSequenceOptions } from './score-sequences';
export { ScoringError } from './scoring-error';
export { ewma, movingAverage, type EwmaOptions, type MovingAverageOptions } from './smoothing';
export { telemanomSequences, type ScoredSequence, type TelemanomOptions } from './telemanom-sequences';
export {
  fitThreshold,
  labelledRules,
  predictWith,
  requireLabels,
  thresholdRuleSchema,
  type CalibrationScores,
  type CompleteThresholdRule,
  type FittedThreshold,
  type ThresholdRule,
} from './threshold-rule';
export {
  applyThreshold,
  bestF1Threshold,
  falsePositiveRateThreshold,
  percentileThreshold,
  sigmaThreshold,
  youdenThreshold,
} from './thresholds';
export {
  attentionMaps,
  attentionOverTime,
  describeMap,
  lastAssociations,
  transformerStepScores,
  type AttentionOverTime,
} from './attention-weights';
export {
  featureErrors,
  reconstructWindows,
  scoreEachStep,
  scoreWindows,
  stepErrors,
  type Reconstructing,
} from './reconstruction-error';
export { dynamicThreshold, invertedErrors } from './dynamic-threshold';
export type { DynamicThreshold, DynamicThresholdOptions } from './dynamic-threshold';
export { anomalousSequences, pruneSequences } from './error-sequences';
export type { AnomalousSequences, PruneOptions, SequenceOptions } from './error-sequences';
export { Spot } from './spot';
export type { SpotOptions, SpotStep } from './spot';
export type { SpotState } from './spot-state';
