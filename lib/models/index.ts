/**
 * Detectors: deep ones, baselines, and how they are made, saved and summarized by name.
 *
 * @module
 */
export { AnoGan, defaultAnoGanConfig, shallowAnoGanConfig, smallAnoGanConfig } from './anogan';
export type { AnoGanConfig, LatentSearch } from './anogan';
export {
  AnomalyTransformer,
  defaultAnomalyTransformerConfig,
  paperAnomalyTransformerConfig,
  smallAnomalyTransformerConfig,
  type AnomalyTransformerConfig,
} from './anomaly-transformer';
export type { OfficialWeights } from './anomaly-transformer-weights';
export {
  AllAnomalous,
  ConstantReconstruction,
  defaultIsolationForestConfig,
  IsolationForest,
  type IsolationForestConfig,
  defaultKMeansConfig,
  KMeansDistance,
  type KMeansConfig,
  defaultMovingAverageConfig,
  MovingAverageResidual,
  type MovingAverageConfig,
  NearestNeighbour,
  nearestNeighbourScores,
  defaultPcaConfig,
  PcaReconstruction,
  type PcaConfig,
  defaultRandomBaselineConfig,
  RandomBaseline,
  type RandomBaselineConfig,
  RangeDistance,
  type WindowValues,
} from './baselines/index';
export { Autoencoder, defaultAutoencoderConfig, type AutoencoderConfig } from './autoencoder';
export {
  ConvolutionalAutoencoder,
  defaultConvolutionalAutoencoderConfig,
  type ConvolutionalAutoencoderConfig,
} from './convolutional-autoencoder';
export {
  ConvolutionalForecaster,
  defaultConvolutionalForecasterConfig,
  type ConvolutionalForecasterConfig,
} from './convolutional-forecaster';
export { parameterCount, requireFiniteWindows, requireWindows, trainingStages } from './detector';
export type { Detector, DetectorConfig, FittedDetector, LossOptions, TrainedDetector } from './detector';
export type { TrainingPhase, TrainingStage } from './detector';
export { defaultEgbadConfig, Egbad, smallEgbadConfig } from './egbad';
export type { EgbadConfig } from './egbad';
export { defaultFAnoGanConfig, FAnoGan, shallowFAnoGanConfig, smallFAnoGanConfig } from './f-anogan';
export type { FAnoGanConfig } from './f-anogan';
export { evidenceWeight } from './evidence-weight';
export { Forecaster, type ForecasterConfig } from './forecaster';
export { convolutionalGanSizes, GanDetector, type GanConfig, type OutputActivation } from './gan-detector';
export type { DistanceMeasure } from './gan-objectives';
export type { NetworkForm, Network } from './gan-networks';
export { defaultKanAdConfig, KanAd, type KanAdConfig } from './kan-ad';
export { KlAnnealing, type KlAnnealingOptions } from './kl-annealing';
export { linearCode, type LinearCode } from './linear-code';
export { defaultLstmAttentionConfig, LstmAttention, type LstmAttentionConfig } from './lstm-attention';
export { defaultLstmAutoencoderConfig, LstmAutoencoder, type LstmAutoencoderConfig } from './lstm-autoencoder';
export { defaultLstmForecasterConfig, LstmForecaster, type LstmForecasterConfig } from './lstm-forecaster';
export { defaultLstmVaeConfig, LstmVae, reportLstmVaeConfig, type LstmVaeConfig } from './lstm-vae';
export { PatchEncoder, type PatchBatch, type PatchEncoderConfig } from './patch-encoder';
export { loadDetector, saveDetector } from './persistence';
export {
  asSettings,
  configAt,
  detectorClasses,
  detectorNames,
  findDetector,
  findDetectorClass,
  isTrained,
  namedConfigs,
  reconstructs,
  scoresSteps,
  trivialDetectors,
  unknownDetector,
  windowsFor,
} from './catalogue';
export { parseProfile, profileNames, type ByProfile, type ProfileName } from './profiles';
export type {
  CatalogueDetector,
  CatalogueEntry,
  ConfigOf,
  DetectorClass,
  DetectorClasses,
  DetectorKind,
  DetectorName,
  DetectorWindows,
} from './catalogue';
export { makeDetector, makeForWindows, type MakeOptions } from './make-detector';
export { summary, type DetectorSummary, type LayerSummary } from './summary';
export { defaultVaeConfig, Vae, type VaeConfig } from './vae';
