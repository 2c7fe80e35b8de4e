/** From errors and scores to thresholds and predictions. */
export * from './generalized-pareto';
export * from './scoring-error';
export * from './smoothing';
export * from './telemanom-sequences';
export * from './thresholds';
export { featureErrors, reconstructWindows, scoreWindows, stepErrors } from './reconstruction-error';
