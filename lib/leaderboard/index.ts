/** Better than the reports: the detectors of the leaderboard, how their settings were chosen, the three protocols. */
export * from './choices';
export * from './compare';
export * from './diagnosis';
export * from './entries';
export * from './entry';
export * from './forecast-entries';
export * from './pooled-context';
export * from './protocols';
export { reportLabels, reportScores, reportStarts, reportWindows } from './report-windows';
export * from './ranks';
export * from './reconstruction-entries';
export * from './run-ensemble';
export * from './run-leaderboard';
export { labelledChannels, loadScaled, requireMeasurable, scalePair, type ScaledChannel } from './scaled-channel';
export { scoredSeries } from './scored-series';
export * from './side-by-side';
export { windowEntries } from './window-entries';
