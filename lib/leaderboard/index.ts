/**
 * Better than the reports: the leaderboard's rows, how the ensemble's settings are chosen, its tables and statistics.
 *
 * @module
 */
export {
  bestChoice,
  bestEventChoice,
  chosenSettings,
  settingsOfOtherSpacecraft,
  type ChannelFigures,
  type ChosenSettings,
  type Objective,
} from './choices';
export {
  pairedDifference,
  pairedEventDifference,
  type ComparisonOptions,
  type Counts,
  type Interval,
  type PairedDifference,
} from './compare';
export { committedLeaderboard, type CommittedLeaderboard } from './committed';
export { diagnose, type Diagnosis } from './diagnosis';
export {
  deletionTest,
  explainStrongest,
  seenInSplits,
  seenInTests,
  splitError,
  splitScores,
  type DeletionTest,
  type ErrorSplit,
  type ErrorSplitOptions,
  type ExplainedWindow,
} from './error-split';
export { nearestStretch, type NearestStretch } from './nearest-stretch';
export { criticalDifference, meanRanks, rankCorrelationInterval } from './ranks';
export { baselineRows, ENSEMBLE, leaderboardRows, OTHER_CRAFT, shippedRow, UNCLIPPED } from './rows';
export { bestOfThree, comparisonFigures, onReport, reportModelLabels } from './report-models';
export {
  labelledChannels,
  planLeaderboard,
  runLeaderboard,
  type LeaderboardOptions,
  type LeaderboardPlan,
  type LeaderboardResult,
} from './run-leaderboard';
export {
  leaderboardAnswer,
  seenInAgreement,
  seenInEvents,
  seenInRanks,
  seenInSteps,
  seenInWindows,
  seenOfFailures,
  seenOfSplit,
} from './seen';
export {
  hardChannels,
  incidentTable,
  leaderboardChannelTable,
  leaderboardEventTable,
  leaderboardNotes,
  leaderboardRowsOf,
  leaderboardSequenceTable,
  leaderboardStepTable,
  leaderboardTables,
  leaderboardWindowTable,
  ownSeriesNotes,
  summaryTable,
  type HardChannel,
  type Incidents,
  type LeaderboardRow,
  type SeriesAtHand,
} from './tables/index';
export { ensembleWins, type Wins } from './wins';
