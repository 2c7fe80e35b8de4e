/**
 * The suites: which detectors are run on which series, for each source report, and what is shown of them; and
 * experiments as files.
 *
 * @module
 */
export { allSuiteNames, findSuite, LEADERBOARD, suiteNames } from './by-name';
export { drawnFrom, drawnValues, keptValues, readKept, type KeptDraws, type KeptResults } from './kept-results';
export { parseExperiment, type Experiment, type ModelExperiment, type SuiteExperiment } from './experiment-file';
export { channelLimit, oneDetectorTable, type OneDetector } from './one-detector';
export { experimentHash, planExperiment, type ExperimentPlan, type ExperimentResult } from './plan-experiment';
export { showLeaderboard, showOneDetector, showSuite, type Shown } from './shown';
