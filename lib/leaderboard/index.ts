/** Better than the reports: the detectors of the leaderboard, how their settings were chosen, the three protocols. */
export {
  bestChoice,
  bestEventChoice,
  choices,
  chosenSettings,
  eventChoices,
  leaveOneOut,
  leaveOneOutEvents,
  measureChoices,
  rankingObjective,
  windowObjective,
  type ChannelFigures,
  type Choice,
  type ChosenSettings,
  type EventChoice,
  type Objective,
} from './choices';
export { channelMeans, pairedDifference, pairedEventDifference, type Interval, type PairedDifference } from './compare';
export { diagnose, type Diagnosis } from './diagnosis';
export { ENSEMBLE, baselineEntries, causalEntry, entriesFor, shippedEntry } from './entries';
export type { Entry, EntryInput, EntryKind, EntryScores } from './entry';
export { defaultForecastConfig, forecastEntry, forecastScores, type ForecastConfig } from './forecast-entries';
export { Failures, LeaderboardFailure } from './failures';
export { scaleOwnSeries, scoresInFile, segmentInFile, type OwnSeries } from './own-series';
export {
  contextMembers,
  defaultPooledContextConfig,
  memberScores,
  pooledContextEntry,
  pooledContextScores,
  smoothPair,
  type ContextMember,
  type PooledContextConfig,
} from './pooled-context';
export {
  countEvents,
  eventScores,
  measureSteps,
  measureWindows,
  predictedSequences,
  type EventCounts,
  type StepMeasures,
  type WindowMeasures,
} from './protocols';
export { reportLabels, reportScores, reportStarts, reportWindows } from './report-windows';
export { criticalDifference, meanRanks } from './ranks';
export {
  defaultReconstructionConfig,
  reconstructionEntry,
  type ReconstructionConfig,
  type ReconstructionModel,
} from './reconstruction-entries';
export { runEnsemble } from './run-ensemble';
export {
  measureEntries,
  measureEntry,
  runChoices,
  runLeaderboard,
  type ChannelMeasures,
  type EntryResult,
  type LeaderboardOptions,
  type MeasuredEntry,
  type ScoredResult,
} from './run-leaderboard';
export { labelledChannels, loadScaled, requireMeasurable, type ScaledChannel } from './scaled-channel';
export { scoredSeries } from './scored-series';
export { measureSideBySide, type ChannelReply, type ChannelTask, type SideBySideOptions } from './side-by-side';
export { windowEntries } from './window-entries';
export { leaderboardNotes, ownSeriesNotes } from './tables/notes';
export {
  leaderboardTables,
  runWholeLeaderboard,
  type LeaderboardReportOptions,
  type LeaderboardResult,
} from './run-whole';
export { readLeaderboard, writeLeaderboard, type LeaderboardFile } from './tables/file';
export { leaderboardEventTable } from './tables/events';
export { keepChannels } from './tables/rows';
export { leaderboardSequenceTable } from './tables/sequences';
export { leaderboardStepTable } from './tables/steps';
export { leaderboardWindowTable } from './tables/windows';
