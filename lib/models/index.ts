export {
  AnomalyTransformer,
  defaultAnomalyTransformerConfig,
  paperAnomalyTransformerConfig,
  smallAnomalyTransformerConfig,
  type AnomalyTransformerConfig,
} from './anomaly-transformer';
export type { OfficialWeights } from './anomaly-transformer-weights';
export { parameterCount, requireWindows, trainingStages } from './detector';
export type { Detector, DetectorConfig, FittedDetector, LossOptions, TrainedDetector } from './detector';
export type { TrainingPhase, TrainingStage } from './detector';
export { KlAnnealing, type KlAnnealingOptions } from './kl-annealing';
export { defaultLstmAttentionConfig, LstmAttention, type LstmAttentionConfig } from './lstm-attention';
export { defaultLstmVaeConfig, LstmVae, type LstmVaeConfig } from './lstm-vae';
export { nearestNeighbourScores } from './nearest-neighbour';
export { defaultVaeConfig, Vae, type VaeConfig } from './vae';
