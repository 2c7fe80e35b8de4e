/** From errors and scores to thresholds and predictions. */
export * from './attribution';
export * from './context-rows';
export * from './ensemble';
export * from './generalized-pareto';
export * from './pooled-distance';
export * from './score-context';
export * from './score-sequences';
export * from './scoring-error';
export * from './smoothing';
export * from './telemanom-sequences';
export * from './thresholds';
export { featureErrors, reconstructWindows, scoreWindows, stepErrors } from './reconstruction-error';
