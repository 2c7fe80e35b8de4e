/**
 * The suites: which detectors are run on which series, for each source report, and what is shown of them; and
 * experiments as files.
 *
 * @module
 */
export { allSuiteNames, findSuite, LEADERBOARD, suiteNames } from './by-name';
export {
  collapsed,
  errorOf,
  gradientReach,
  gradientVariation,
  judgedBy,
  keptLoss,
  labelledRecords,
  labelledTable,
  pixelSentence,
  pixelTable,
  predictionsOf,
  rankingLimits,
  sizeChoices,
  sizesOf,
  twoSidedRocAuc,
  windowTable,
  type RankingLimit,
} from './dense-findings';
export {
  denseTables,
  kindsOf,
  networkTable,
  preparedTables,
  weightsRangeSentence,
  type DenseChanges,
  type DenseTables,
  type SampleKinds,
} from './dense-notebook';
export {
  annealingFigures,
  bothLosses,
  codesOf,
  errorLines,
  firstScores,
  gradientFigures,
  insideFigures,
  kindBars,
  latentSizes,
  lossLines,
  natBars,
  redrawings,
  rocLines,
  type JudgedScores,
  type Redrawings,
} from './dense-figures';
export {
  autoencoderSentence,
  codesSentence,
  denseSentences,
  wavesSentence,
  type DenseRun,
  type DenseSentences,
} from './dense-sentences';
export {
  drawnFrom,
  drawnValues,
  keptDraws,
  keptMeans,
  keptValues,
  readKept,
  withoutSeconds,
  type KeptDraws,
  type KeptResults,
} from './kept-results';
export {
  changesSentence,
  digitSentence,
  drawsSentence,
  endsSentence,
  errorsSentence,
  firstAlarmsSentence,
  followedSentence,
  gameSentence,
  generatorAnswer,
  inkSentence,
  keptSentence,
  networksSentence,
  rivalsSentence,
  searchCostSentence,
  searchSentence,
  sheetsSentence,
  watchedSentence,
  type GeneratorAnswer,
  type SearchedImages,
} from './generator-sentences';
export { curvesOf, type CurvesOfRows, type RowCurves } from './curve-lines';
export { combineModels, type CombinedModels } from './combined-models';
export { parseExperiment, type Experiment, type ModelExperiment, type SuiteExperiment } from './experiment-file';
export {
  channelFacts,
  distanceTable,
  invertedChannels,
  invertedTable,
  lstmVaeChannelTable,
  missedChannels,
  readingTable,
  withReported,
} from './lstm-vae-findings';
export {
  besideSentence,
  calledSentence,
  clipSentence,
  constantSentence,
  meanRocSentence,
  insideSentence,
  invertedSentence,
  lstmVaeAnswer,
  missedSentence,
  natsSentence,
  readingDifferences,
  readingsSentence,
  redrawnSentence,
  sequencesSentence,
  swapSentence,
  trainingSentence,
} from './lstm-vae-sentences';
export {
  lossesOf,
  lstmVaeTable,
  otherParameters,
  redrawnSensors,
  sensorTable,
  telemetryShares,
  thresholdOf,
  trainReadings,
  type LstmVaeStudy,
  type Redrawn,
  type TrainedReading,
} from './lstm-vae-study';
export { lstmVaeLabels, lstmVaeReadings, readingLabels, type LstmVaeReadings } from './lstm-vae-readings';
export {
  incidentStudy,
  incidentTable,
  summarizeIncidents,
  type IncidentRow,
  type IncidentSummary,
} from './incident-study';
export { checkScores, type CheckedScores } from './check-scores';
export { keepingScores, publishScores, type Published, type PublishOptions } from './published-scores';
export { chooseTables } from './choose-tables';
export { costTable, modelCost, scoringSeconds, tradeOffs, type ModelCost } from './model-costs';
export { exampleWindows, judgeDetectors, judgedTable, judgeScores, type JudgedDetector } from './one-channel';
export { channelLimit, oneDetectorTable, type OneDetector } from './one-detector';
export { experimentHash, planExperiment, type ExperimentPlan, type ExperimentResult } from './plan-experiment';
export {
  channelDifference,
  classesSentence,
  describeDifference,
  macroTable,
  precisionRecallSentence,
  prevalenceSentence,
  winsSentence,
  type NamedValues,
} from './seen';
export {
  largestLayerSentence,
  layerTable,
  sameLossSentence,
  samePairsSentence,
  sizeTable,
  weightsSentence,
  type NetworkInPage,
  type PairsOfScalars,
} from './network-in-page';
export {
  ensembleMembers,
  ensembleTable,
  epochsAsked,
  fallSentence,
  namedMaps,
  namedValues,
  rowsBeyond,
  threeCosts,
} from './attention-findings';
export { showLeaderboard, showOneDetector, showSuite, type Shown } from './shown';
export { dataOf, suiteContext } from './suite-data';
export {
  channelCountTable,
  constantFeatures,
  incidentGroups,
  sharedIncidentTable,
  spacecraftTable,
  spanLengths,
  spanTable,
  splitLengths,
  windowBalance,
} from './telemetry-findings';
export {
  barsSentence,
  clippedChannels,
  clippedSentence,
  constantFeatureSentence,
  filterSentence,
  groupSentence,
  lengthSentence,
  oddSentence,
  placeSentence,
  rangeSentence,
  spanSentence,
  splitSentence,
  telemetryAnswer,
} from './telemetry-sentences';
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
  type EpochsAsked,
} from './three-model-sentences';
export {
  attentionEpochs,
  otherAttention,
  runThreeModels,
  threeModelRows,
  threeModelTables,
  type ModelBesideAll,
  type ThreeModelTables,
} from './three-models';
export {
  atSizeSentence,
  missingChannels,
  readTransformerAtSize,
  transformerCost,
  transformerTables,
  type TransformerAtSize,
} from './transformer-at-size';
export {
  associationSentence,
  directionSentence,
  discrepancyChange,
  discrepancySentence,
  discrepancyTable,
  logWeights,
  mapsAround,
  meanDiscrepancy,
  scoredBy,
  transformerAnswer,
  windowsAround,
} from './transformer-insight';
export {
  judgeWays,
  lossesSentence,
  lossPictures,
  mapPictures,
  reportSizeSentence,
  reportVae,
  splitsSentence,
  splitsTable,
  stepPanels,
  timesTable,
  transformersTable,
  wayPictures,
  type LossPicture,
  type MapPicture,
  type ScoredPlace,
  type StepPanels,
  type TimedModel,
} from './transformer-figures';
export { paperWay, reportWay, sizeText, transformerSize, transformerTable } from './transformer-table';
