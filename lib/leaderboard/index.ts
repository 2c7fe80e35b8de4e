/** Better than the reports: the detectors of the leaderboard, how their settings were chosen, the three protocols. */
export * from './choices';
export * from './compare';
export * from './entries';
export * from './entry';
export * from './forecast-entries';
export * from './pooled-context';
export * from './protocols';
export { reportWindows } from './report-windows';
export * from './run-leaderboard';
export { windowEntries } from './window-entries';
