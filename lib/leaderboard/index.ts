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
export { diagnose, type Diagnosis } from './diagnosis';
export { criticalDifference, meanRanks, rankCorrelationInterval } from './ranks';
export { baselineRows, ENSEMBLE, leaderboardRows, OTHER_CRAFT, shippedRow, UNCLIPPED } from './rows';
export {
  labelledChannels,
  planLeaderboard,
  runLeaderboard,
  type LeaderboardOptions,
  type LeaderboardPlan,
  type LeaderboardResult,
} from './run-leaderboard';
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
  type HardChannel,
  type Incidents,
  type LeaderboardRow,
  type SeriesAtHand,
} from './tables/index';
