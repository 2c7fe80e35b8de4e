/** Better than the reports: the leaderboard's rows, how the ensemble's settings are chosen, its tables and statistics. */
export {
  bestChoice,
  bestEventChoice,
  chosenSettings,
  rankingObjective,
  windowObjective,
  type ChannelFigures,
  type ChosenSettings,
} from './choices';
export { pairedDifference, pairedEventDifference, type Interval, type PairedDifference } from './compare';
export { diagnose, type Diagnosis } from './diagnosis';
export { criticalDifference, meanRanks } from './ranks';
export { baselineRows, ENSEMBLE, leaderboardRows, shippedRow } from './rows';
export {
  labelledChannels,
  leaderboardTable,
  runLeaderboard,
  type LeaderboardOptions,
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
} from './tables/index';
