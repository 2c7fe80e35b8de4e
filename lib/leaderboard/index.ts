/**
 * Better than the reports: the leaderboard's rows, its tables and statistics.
 *
 * @module
 */
export { pairedDifference, pairedEventDifference, type Interval, type PairedDifference } from './compare';
export { committedLeaderboard } from './committed';
export {
  dataSetsOf,
  leadersBeyondChance,
  leadTable,
  leadText,
  rankOverDataSets,
  seriesTable,
  winnersTable,
  type DataSetFigures,
  type RanksOverDataSets,
} from './data-sets';
export {
  deletionTest,
  explainStrongest,
  seenInSplits,
  seenInTests,
  splitBars,
  splitError,
  splitTable,
  type ErrorSplit,
} from './error-split';
export { highestScore } from './highest-score';
export {
  clippedSeen,
  clippedTable,
  diagnosedSeen,
  diagnoseHardest,
  highestSeen,
  incidentsSeen,
  joinSplits,
  nearestSeen,
  onlyKinds,
  onlyRows,
  outsideSeen,
} from './looked-at';
export { deepRows } from './deep-rows';
export { simpleRows } from './simple-rows';
export { criticalDifference, meanRanks, rankCorrelationInterval } from './ranks';
export { baselineRows, ENSEMBLE, leaderboardRows, multiScaleRows, OTSU, UNCLIPPED, windowRow } from './rows';
export { comparisonFigures, reportModelLabels, type Spread } from './report-models';
export {
  labelledChannels,
  planLeaderboard,
  runLeaderboard,
  type LeaderboardOptions,
  type LeaderboardPlan,
  type LeaderboardResult,
} from './run-leaderboard';
export { leaderboardAnswer, seenIn, seenOfSplit } from './seen';
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
  type LeaderboardRow,
  type SeriesAtHand,
  type TransductiveDetector,
} from './tables/index';
export { ensembleWins } from './wins';
export {
  aheadSentence,
  byChannelTable,
  highestSentence,
  leadSentence,
  meansTable,
  publishedSentence,
  rankSentence,
  scoredApart,
  stepScores,
  vusPrByChannel,
  worksAnswer,
  worksTable,
} from './what-works';
