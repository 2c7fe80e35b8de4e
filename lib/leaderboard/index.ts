/**
 * Better than the reports: the leaderboard's rows, how the ensemble's settings are chosen, its tables and statistics.
 *
 * @module
 */
export {
  bestChoice,
  bestEventChoice,
  chosenSettings,
  type ChannelFigures,
  type ChosenSettings,
  type Objective,
} from './choices';
export { pairedDifference, pairedEventDifference, type Interval, type PairedDifference } from './compare';
export { diagnose, type Diagnosis } from './diagnosis';
export { criticalDifference, meanRanks } from './ranks';
export { baselineRows, ENSEMBLE, leaderboardRows, shippedRow } from './rows';
export {
  labelledChannels,
  planLeaderboard,
  runLeaderboard,
  type LeaderboardOptions,
  type LeaderboardPlan,
  type LeaderboardResult,
} from './run-leaderboard';
export {
  leaderboardEventTable,
  leaderboardNotes,
  leaderboardRowsOf,
  leaderboardSequenceTable,
  leaderboardStepTable,
  leaderboardTables,
  leaderboardWindowTable,
  ownSeriesNotes,
  type LeaderboardRow,
  type SeriesAtHand,
} from './tables/index';
