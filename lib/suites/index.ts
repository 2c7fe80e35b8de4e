/**
 * The suites: which detectors are run on which series, for each source report, and what is shown of them; and
 * experiments as files.
 *
 * @module
 */
export { allSuiteNames, findSuite, LEADERBOARD, suiteNames } from './by-name';
export { combineModels, type CombinedModels } from './combined-models';
export { parseExperiment, type Experiment, type ModelExperiment, type SuiteExperiment } from './experiment-file';
export {
  channelFacts,
  invertedChannels,
  invertedTable,
  lstmVaeChannelTable,
  missedChannels,
  readingTable,
} from './lstm-vae-findings';
export {
  clipSentence,
  constantSentence,
  invertedSentence,
  missedSentence,
  readingsSentence,
  swapSentence,
  trainingSentence,
} from './lstm-vae-sentences';
export { lstmVaeTable, thresholdOf, trainReadings, type LstmVaeStudy, type TrainedReading } from './lstm-vae-study';
export {
  incidentStudy,
  incidentTable,
  summarizeIncidents,
  type IncidentRow,
  type IncidentSummary,
} from './incident-study';
export { costTable, modelCost, scoringSeconds, tradeOffs, type ModelCost } from './model-costs';
export { exampleWindows, judgeDetectors, judgedTable, judgeScores, type JudgedDetector } from './one-channel';
export { lstmVaeLabels, lstmVaeReadings, type LstmVaeReadings } from './lstm-vae-readings';
export { channelLimit, oneDetectorTable, type OneDetector } from './one-detector';
export { experimentHash, planExperiment, type ExperimentPlan, type ExperimentResult } from './plan-experiment';
export { channelDifference, describeDifference, highestOf, macroTable, percent } from './seen';
export { showLeaderboard, showOneDetector, showSuite, type Shown } from './shown';
export {
  attentionAnswer,
  bestRowsSentence,
  channelSentence,
  comparisonSentence,
  confusionSentence,
  costSentence,
  curvesSentence,
  detectionSentence,
  ensembleSentence,
  entropySentence,
  epochsSentence,
  incidentSentence,
  mapsSentence,
  reconstructionSentence,
  tradeOffsSentence,
} from './three-model-sentences';
export {
  runThreeModels,
  threeModelRows,
  threeModelTables,
  type ModelBesideAll,
  type ThreeModelTables,
} from './three-models';
export {
  missingChannels,
  readTransformerAtSize,
  transformerCost,
  transformerTables,
  type TransformerAtSize,
} from './transformer-at-size';
