/**
 * The suites: which detectors are run on which series, for each source report, and what is shown of them; and
 * experiments as files.
 *
 * @module
 */
export { allSuiteNames, findSuite, LEADERBOARD, suiteNames } from './by-name';
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
  curvesSentence,
  insideSentence,
  invertedSentence,
  lstmVaeAnswer,
  missedSentence,
  readingsSentence,
  sequencesSentence,
  swapSentence,
  trainingSentence,
} from './lstm-vae-sentences';
export {
  lossesOf,
  lstmVaeTable,
  otherParameters,
  sensorTable,
  telemetryShares,
  thresholdOf,
  trainReadings,
  type LstmVaeStudy,
  type TrainedReading,
} from './lstm-vae-study';
export { lstmVaeLabels, lstmVaeReadings, readingLabels, type LstmVaeReadings } from './lstm-vae-readings';
export { channelLimit, oneDetectorTable, type OneDetector } from './one-detector';
export { experimentHash, planExperiment, type ExperimentPlan, type ExperimentResult } from './plan-experiment';
export { showLeaderboard, showOneDetector, showSuite, type Shown } from './shown';
