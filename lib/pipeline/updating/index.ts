/** Updating: fine-tuning, federated averaging, comparing a candidate, versions. */
export { compareCandidate } from './compare-candidate';
export type { Comparison, HoldoutMeasures, PromotionRule } from './compare-candidate';
export { compareFederated, type FederatedComparison } from './compare-federated';
export { readWeights, writeWeights, type Weights } from './copy-detector';
export { averageWeights, federatedAveraging, localSite, type LocalTraining, type Site } from './federated';
export { fineTune, measureForgetting, type FineTuneOptions, type Forgetting } from './fine-tune';
export { PipelineVersions } from './versions';
